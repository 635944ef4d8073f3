import { useState } from "preact/hooks";

interface Props {
  /** What the button is called: `Copy as curl`. */
  readonly label: string;
  readonly text: string;
}

export function CopyButton({ label, text }: Props) {
  const [said, setSaid] = useState("");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      // Without https the browser has no clipboard for pages.
      setSaid("This browser lets pages copy over https only: select it and copy it by hand.");
    }
  }
  return (
    <div class="action">
      <button type="button" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status" class="quiet">
        {said}
      </span>
    </div>
  );
}
