import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FormAction } from "../form-action.ts";

interface Props {
  readonly action: FormAction;
  /** What the button is called, and while it works: `Register`, `Registering…` */
  readonly submit: string;
  readonly busy: string;
  /** The work cannot be undone. */
  readonly danger?: boolean;
  /** It cannot be sent as it is. */
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

const INVALID = "[aria-invalid], [data-invalid] input";

/** Fields, what is wrong with them together, and the button; a field that is at fault gets the focus. */
export function Form({ action, submit, busy, danger = false, disabled = false, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const { caught, fault } = action;
  useEffect(() => {
    if (caught !== undefined) form.current?.querySelector<HTMLElement>(INVALID)?.focus();
  }, [caught]);
  return (
    // The server checks, and says it in one language at one place.
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => (disabled ? event.preventDefault() : action.run(event))}
    >
      {children}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="action">
        <button type="submit" class={danger ? "danger" : "primary"} aria-disabled={action.busy || disabled}>
          {action.busy ? busy : submit}
        </button>
      </div>
    </form>
  );
}
