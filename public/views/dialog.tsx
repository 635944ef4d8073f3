import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
  readonly title: string;
  /** It was closed: by Esc, its button, or a click beside it. */
  readonly onClose: () => void;
  /** At the page's edge, from top to bottom. */
  readonly drawer?: boolean;
  /** What is in it would be lost, so a click beside it does not close it. */
  readonly firm?: boolean;
  /** Its work is done: it closes. */
  readonly done?: boolean;
  readonly children: ComponentChildren;
}

/** A modal dialog, so focus stays in it, Esc closes it, and focus goes back after. */
export function Dialog({ title, onClose, drawer = false, firm = false, done = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // What is to be filled in comes before the way out.
    dialog.current?.querySelector<HTMLElement>("form :is(input, select, textarea)")?.focus();
  }, []);
  useEffect(() => {
    // Closed and not only taken away: then the focus goes back to where it came from.
    if (done) dialog.current?.close();
  }, [done]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog is a shortcut; Esc and the button close it too
    <dialog
      ref={dialog}
      class={drawer ? "drawer" : "box"}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => !firm && event.target === event.currentTarget && dialog.current?.close()}
    >
      <div class="sheet">
        <div class="heading">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
