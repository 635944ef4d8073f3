import { type OwnTimes, PERIODS, type Period } from "../made-within.ts";
import { Field } from "./field.tsx";
import { RadioGroup } from "./radio-group.tsx";

interface Props {
  readonly period: Period;
  readonly onPeriod: (period: Period) => void;
  readonly own: OwnTimes;
  readonly onOwn: (own: OwnTimes) => void;
  /** The own times are no period. */
  readonly wrong: boolean;
}

/** When the deliveries in question were made. */
export function PeriodPicker({ period, onPeriod, own, onOwn, wrong }: Props) {
  const time = (label: string, end: keyof OwnTimes, fault?: string) => (
    <Field label={label} fault={fault}>
      {(tied) => (
        <input
          {...tied}
          type="datetime-local"
          value={own[end]}
          onInput={(event) => onOwn({ ...own, [end]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <RadioGroup legend="Deliveries made in" options={PERIODS} value={period} onChoose={onPeriod} />
      {period === "own" && (
        <div class="own-times">
          {time("From", "from")}
          {time("Until", "to", wrong ? "This must be later than the beginning." : undefined)}
        </div>
      )}
    </>
  );
}
