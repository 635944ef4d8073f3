import { useMemo, useState } from "preact/hooks";
import { faultText } from "../action.ts";
import type { MadeWithin } from "../api/webhooks.ts";
import { useForm } from "../form-action.ts";
import { madeWithin, type Period } from "../made-within.ts";
import { SETTLED_EVERY_MS, usePolling } from "../polling.ts";
import { Form } from "./form.tsx";
import { PeriodPicker } from "./period-picker.tsx";

/** What is done to many deliveries at once, in words that take their number. */
export interface ManyWords {
  readonly willBe: (count: number) => string;
  readonly none: string;
  readonly submit: (count: number) => string;
  readonly busy: string;
  readonly done: (count: number) => string;
}

interface Props {
  readonly words: ManyWords;
  readonly danger?: boolean;
  /** Does it, or with `dryRun` counts only. */
  readonly work: (within: MadeWithin, dryRun: boolean) => Promise<number>;
  readonly onDone: () => void;
}

/** Asks for a time, says how many deliveries of it will be touched, and after a click how many were. */
export function ManyDeliveries({ words, danger = false, work, onDone }: Props) {
  const [period, setPeriod] = useState<Period>("all");
  const [own, setOwn] = useState({ from: "", to: "" });
  const [touched, setTouched] = useState<number>();
  // Of the moment at which it was chosen, so that what is counted is what is touched.
  const within = useMemo(() => madeWithin(period, own, Date.now()), [period, own]);
  const counting = usePolling(
    JSON.stringify([within, touched]),
    async () => (within && touched === undefined ? work(within, true) : undefined),
    () => SETTLED_EVERY_MS,
  );
  const count = counting.value;
  const action = useForm(async () => {
    if (!within) return;
    setTouched(await work(within, false));
    onDone();
  }, []);
  const fault = counting.fault === undefined ? undefined : faultText(counting.fault);
  const said = () => {
    if (touched !== undefined) return words.done(touched);
    if (!within) return "";
    if (action.busy) return words.busy;
    if (count === undefined) return fault ?? "Counting…";
    return count === 0 ? words.none : words.willBe(count);
  };
  return (
    <>
      <p role="status" class={touched === undefined ? "count" : "notice good"}>
        {said()}
      </p>
      {touched === undefined && (
        <Form
          action={action}
          submit={count ? words.submit(count) : words.submit(0)}
          busy={words.busy}
          danger={danger}
          disabled={!count}
        >
          <PeriodPicker period={period} onPeriod={setPeriod} own={own} onOwn={setOwn} wrong={!within} />
        </Form>
      )}
    </>
  );
}
