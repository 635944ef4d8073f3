import { systemClock } from "../../src/app/system-clock.ts";
import { LOOPBACK } from "../../src/core/address.ts";
import { type AttemptError, errorOf, type Outcome } from "../../src/core/attempt.ts";
import type { Body } from "../../src/core/body.ts";
import type { ClientIdentity } from "../../src/delivery/client-identity.ts";
import { createSender, type Sender, type SenderDeps } from "../../src/delivery/sender.ts";
import { createTrust } from "../../src/delivery/trust.ts";

/** What an attempt is recorded with: the answer's status, and what went wrong. */
export type Recorded = readonly [status: number | null, error: AttemptError | null];

export const delivered: Recorded = [200, null];
export const failed = (error: AttemptError): Recorded => [null, error];

/** What attempts get that are to time out; others get more than they need on a busy machine. */
export const TIMEOUT_MS = 400;
const PLENTY_MS = 10_000;

/** For an attempt that is to be recorded so. */
export function timeFor([, error]: Recorded): { timeoutMs: number } {
  return { timeoutMs: error === "timeout" ? TIMEOUT_MS : PLENTY_MS };
}

interface OpenedWith extends Partial<SenderDeps> {
  /** As PEM. */
  readonly authorities?: readonly string[];
}
const BUILT_IN = createTrust([]);

/** The sender as it is, on the real clock, with names that are addresses: `using sender = openSender()`. */
export function openSender({ authorities, ...deps }: OpenedWith = {}): Sender & Disposable {
  const onFault = (fault: unknown) => {
    throw fault;
  };
  const resolver = { resolve: (host: string) => [host] };
  const rest = {
    clock: systemClock,
    allow: LOOPBACK,
    trust: authorities ? createTrust(authorities) : BUILT_IN,
    bodyCap: 1000,
    onFault,
  };
  const sender = createSender({ resolver, ...rest, ...deps });
  return { ...sender, [Symbol.dispose]: sender.close };
}

interface Attempted {
  readonly body?: Body;
  readonly timeoutMs?: number;
  readonly identity?: ClientIdentity | undefined;
}

/** Makes an attempt. */
export async function record(
  sender: Sender,
  url: string,
  { body = "{}", timeoutMs = PLENTY_MS, identity }: Attempted = {},
): Promise<Recorded> {
  const outcome: Outcome = await sender.send({
    url,
    headers: `Host: test\r\nContent-Length: ${body.length}\r\n`,
    body,
    timeoutMs,
    identity,
  });
  return [outcome.kind === "answered" ? outcome.response.status : null, errorOf(outcome)];
}
