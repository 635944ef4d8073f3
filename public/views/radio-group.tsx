import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { FieldGroup } from "./field-group.tsx";

interface Props<Value extends string> {
  readonly legend: string;
  readonly hint?: ComponentChildren;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function RadioGroup<Value extends string>({ legend, hint, options, value, onChoose }: Props<Value>) {
  const name = useId();
  return (
    <FieldGroup legend={legend} hint={hint}>
      <div class="options">
        {options.map((option) => (
          <label key={option.value} class="option">
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChoose(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}
