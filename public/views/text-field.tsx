import type { ComponentChildren } from "preact";
import { Field } from "./field.tsx";

interface Props {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string;
  readonly inputMode?: "url";
  /** More than one line. */
  readonly rows?: number;
  readonly required?: boolean;
}

/** A line of text, or with `rows` several, which is nobody's name or address to be filled in by the browser. */
export function TextField({ label, hint, fault, onInput, rows, ...given }: Props) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(tied) =>
        rows === undefined ? (
          <input
            {...tied}
            {...given}
            type="text"
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        ) : (
          <textarea
            {...tied}
            {...given}
            rows={rows}
            spellcheck={false}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}
