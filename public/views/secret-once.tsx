import { useEffect, useRef, useState } from "preact/hooks";

/** A secret or a key that was just made: it can be read here, and nowhere later. */
export function SecretOnce({ label, secret }: { label: string; secret: string }) {
  const [said, setSaid] = useState("");
  const shown = useRef<HTMLPreElement>(null);
  // The form that had the focus is gone.
  useEffect(() => shown.current?.focus(), []);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret);
      setSaid("Copied.");
    } catch {
      // Without https the browser has no clipboard for pages.
      shown.current?.focus();
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setSaid("It is selected: copy it by hand.");
    }
  }

  return (
    <div class="secret">
      <p>
        <strong>{label}</strong> is shown this once. Copy it now, to where it is kept safe: nobody can look it up later.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is selected by keyboard too */}
      <pre ref={shown} tabIndex={0}>
        {secret}
      </pre>
      <div class="action">
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
        <span role="status" class="quiet">
          {said}
        </span>
      </div>
    </div>
  );
}
