import { useState } from "preact/hooks";

export interface Action {
  readonly busy: boolean;
  /** Why the latest run failed, in a sentence. */
  readonly fault: string | undefined;
  readonly run: () => void;
}

/** A button's work: one run at a time, its fault kept to be shown beside the button. */
export function useAction(work: () => Promise<void>): Action {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  async function run(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await work();
    } catch (caught) {
      setFault(faultText(caught));
    }
    setBusy(false);
  }
  return { busy, fault, run: () => void run() };
}

export function faultText(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
