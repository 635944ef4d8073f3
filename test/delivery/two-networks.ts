import { parseRange } from "../../src/core/address.ts";
import { SECOND } from "../../src/core/time.ts";
import { createResolver } from "../../src/delivery/resolver.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { type DnsAnswer, type DnsServer, startDnsServer } from "./dns-server.ts";
import { openSender, type Recorded, record } from "./recorded.ts";

/**
 * Stands for the internet, and for the network that nobody may look into. Both are on loopback, so that nothing else is
 * dialled when the guard is broken.
 */
export const OUTSIDE = "127.0.0.1";
export const INSIDE = "127.0.0.2";
export const NAME = "hooks.test";

export interface TwoNetworks extends AsyncDisposable {
  readonly dns: DnsServer;
  readonly outside: Receiver;
  /** Listens at the same port. */
  readonly inside: Receiver;
  /** What DNS says of the name, of IPv4. */
  say(...answers: DnsAnswer[]): void;
  attempt(timeoutMs?: number): Promise<Recorded>;
  /** Makes all answers of DNS so far too old. */
  passTime(): Promise<void>;
}

/** A sender that may post to these ranges, with its name server: `await using net = await setup()`. */
export async function setup({ allow = [OUTSIDE] } = {}): Promise<TwoNetworks> {
  const dns = await startDnsServer();
  const outside = await startReceiver({ host: OUTSIDE });
  const inside = await startReceiver({ host: INSIDE, port: outside.port });
  const clock = createFakeClock();
  const hostsFile = { find: () => undefined };
  const resolver = createResolver({ servers: [dns.address], hostsFile, clock });
  const sender = openSender({ resolver, allow: allow.flatMap((text) => parseRange(text) ?? []) });
  return {
    dns,
    outside,
    inside,
    say: (...answers) => dns.say(`A ${NAME}`, ...answers),
    attempt: (timeoutMs) =>
      record(sender, `http://${NAME}:${outside.port}/`, timeoutMs === undefined ? {} : { timeoutMs }),
    passTime: () => clock.advance(3600 * SECOND),
    async [Symbol.asyncDispose]() {
      sender.close();
      for (const one of [dns, outside, inside]) await one[Symbol.asyncDispose]();
    },
  };
}

/** An answer that holds for no time. */
export const to = (...addresses: string[]): DnsAnswer => ({ addresses, ttl: 0 });
