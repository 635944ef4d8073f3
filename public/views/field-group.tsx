import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
  readonly legend: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  readonly children: ComponentChildren;
}

/** Checkboxes or radio buttons that are one question. */
export function FieldGroup({ legend, hint, fault, children }: Props) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <fieldset class="field" data-invalid={fault ? true : undefined} aria-describedby={describedBy || undefined}>
      <legend>{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
      {children}
      {fault && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
