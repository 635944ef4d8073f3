import { useState } from "preact/hooks";
import { Refused } from "./api/client.ts";

export interface Action {
  readonly busy: boolean;
  /** Why the latest run failed, in a sentence. */
  readonly fault: string | undefined;
  /** What it failed with, another one each time; `undefined` when it did not. */
  readonly caught: unknown;
  /** For `onClick` or `onSubmit`. */
  readonly run: (event?: Pick<Event, "preventDefault"> & { readonly detail?: unknown }) => void;
}

/**
 * A button's work: one run at a time, its fault kept to be shown beside the button. A button that is busy is `aria-disabled`:
 * `disabled` would take the focus from who works by keyboard.
 */
export function useAction(work: () => Promise<void>): Action {
  const [busy, setBusy] = useState(false);
  const [caught, setCaught] = useState<unknown>();
  async function start(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setCaught(undefined);
    try {
      await work();
    } catch (thrown) {
      setCaught(thrown);
    }
    setBusy(false);
  }
  return {
    busy,
    fault: caught === undefined ? undefined : faultText(caught),
    caught,
    run(event) {
      event?.preventDefault();
      // The second click of a double click: by then the button may mean the opposite.
      if (Number(event?.detail) > 1) return;
      void start();
    },
  };
}

/** A fault in sentences; where it names fields, what is wrong with each. */
export function faultText(fault: unknown): string {
  if (fault instanceof Refused && fault.faults.length > 0) {
    return fault.faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(" ");
  }
  return fault instanceof Error ? fault.message : String(fault);
}
