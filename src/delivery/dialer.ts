import type { Clock, Millis } from "../core/time.ts";
import { type Connection, type DialFault, type DialSettings, dial } from "./connection.ts";
import type { Target } from "./target.ts";

/** The next address is tried beside the one before after this (RFC 8305 section 5). */
const NEXT_AFTER: Millis = 250;

export type Dialled =
  | { readonly kind: "open"; readonly connection: Connection }
  | { readonly kind: "failed"; readonly error: DialFault["error"] };

/** Connects to the first of the addresses that answers. `onCancel` gets what ends all of it. */
export function dialFirst(
  target: Target,
  addresses: readonly string[],
  settings: DialSettings,
  clock: Pick<Clock, "after">,
  onCancel: (cancel: () => void) => void,
): Promise<Dialled> {
  return new Promise((resolve) => {
    const cancels: (() => void)[] = [];
    let next = 0;
    let open = 0;
    let done = false;
    let cancelTimer: (() => void) | undefined;

    function finish(dialled: Dialled): void {
      done = true;
      cancelTimer?.();
      resolve(dialled);
    }

    function tryNext(): void {
      cancelTimer?.();
      const address = addresses[next++];
      if (done || address === undefined) return;
      open++;
      const { opened, cancel } = dial(target, address, settings);
      cancels.push(cancel);
      opened.then((connection) => win(connection, cancel), lose);
      if (next < addresses.length) cancelTimer = clock.after(NEXT_AFTER, tryNext);
    }

    function win(connection: Connection, own: () => void): void {
      if (done) {
        own();
        return;
      }
      for (const cancel of cancels) if (cancel !== own) cancel();
      finish({ kind: "open", connection });
    }

    function lose({ error }: DialFault): void {
      open--;
      if (done) return;
      if (next < addresses.length) tryNext();
      else if (open === 0) finish({ kind: "failed", error });
    }

    onCancel(() => {
      done = true;
      cancelTimer?.();
      for (const cancel of cancels) cancel();
    });
    tryNext();
  });
}
