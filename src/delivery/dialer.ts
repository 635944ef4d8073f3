import type { Clock, Millis } from "../core/time.ts";
import type { ClientIdentity } from "./client-identity.ts";
import type { Connection } from "./connection.ts";
import { type DialSettings, dial } from "./dial.ts";
import type { DialFault } from "./dial-fault.ts";
import type { Target } from "./target.ts";
import type { Trust } from "./trust.ts";

/** The next address is tried beside the one before after this (RFC 8305 section 5). */
const NEXT_AFTER: Millis = 250;
/** What tells most, first: an endpoint that speaks no TLS is of more interest than its other address without a route. */
const TELLING = [
  "tls",
  "invalid_response",
  "reset",
  "timeout",
  "blocked_address",
  "refused",
] as const satisfies DialFault["error"][];

export type Dialled =
  | { readonly kind: "open"; readonly connection: Connection }
  | { readonly kind: "failed"; readonly error: DialFault["error"] };

export interface DialerDeps extends Omit<DialSettings, "secureContext"> {
  readonly trust: Trust;
  readonly clock: Pick<Clock, "after">;
}
type Finish = (dialled: Dialled) => void;

/** Connects for a webhook that shows a certificate, or for any that shows none: `dialFirst` with what TLS goes by. */
export function createDialer({ trust, clock, bodyCap, proxy, resolver }: DialerDeps) {
  const anonymous: DialSettings = { secureContext: trust.anonymous, bodyCap, proxy, resolver };

  return (identity: ClientIdentity | undefined, target: Target, addresses: readonly string[], finish: Finish) => {
    if (!identity) return dialFirst(target, addresses, anonymous, clock, finish);
    const secureContext = trust.showing(identity);
    if (secureContext) return dialFirst(target, addresses, { ...anonymous, secureContext }, clock, finish);
    // It is not sent without.
    const cancel = clock.after(0, () => finish({ kind: "failed", error: "tls" }));
    return { destroy: cancel };
  };
}

/** Connects to the first of the addresses that answers. Destroyed before that, it comes to nothing and calls nobody. */
function dialFirst(
  target: Target,
  addresses: readonly string[],
  settings: DialSettings,
  clock: Pick<Clock, "after">,
  finish: Finish,
): { destroy(): void } {
  const dialling = new Set<{ destroy(): void }>();
  const faults = new Set<DialFault["error"]>();
  let next = 0;
  let done = false;
  let cancelTimer: (() => void) | undefined;

  function stop(): void {
    done = true;
    cancelTimer?.();
    for (const socket of dialling) socket.destroy();
  }

  function tryNext(): void {
    cancelTimer?.();
    const address = addresses[next++];
    if (address === undefined) return;
    if (next < addresses.length) cancelTimer = clock.after(NEXT_AFTER, tryNext);
    const socket = dial(target, address, settings, {
      opened(connection) {
        dialling.delete(socket);
        if (done) return connection.destroy();
        stop();
        finish({ kind: "open", connection });
      },
      failed({ error }) {
        dialling.delete(socket);
        faults.add(error);
        if (done) return;
        if (next < addresses.length) tryNext();
        else if (dialling.size === 0) {
          done = true;
          finish({ kind: "failed", error: TELLING.find((telling) => faults.has(telling)) ?? error });
        }
      },
    });
    dialling.add(socket);
  }

  tryNext();
  return { destroy: stop };
}
