interface Props {
  readonly label: string;
  /** What it is called when nothing is chosen. */
  readonly any: string;
  readonly values: readonly string[];
  readonly value: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

/** A filter by one of several values, or by none. */
export function Choice({ label, any, values, value, onChoose }: Props) {
  // What the address asks for is shown even when the server no longer knows it.
  const all = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChoose(event.currentTarget.value || undefined)}
    >
      <option value="">{any}</option>
      {all.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
