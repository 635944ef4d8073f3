import { useRef, useState } from "preact/hooks";
import { useDesk } from "../desk.ts";

const HIDDEN = "YOUR_KEY";

/** A command that works when pasted: shown without the key, copied with it. @param command takes the key */
export function CurlBlock({ command }: { command: (key: string) => string }) {
  const { key } = useDesk();
  const [said, setSaid] = useState("");
  const [shown, setShown] = useState(HIDDEN);
  const block = useRef<HTMLPreElement>(null);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(command(key));
      setSaid("Copied, with your key in it.");
    } catch {
      // Without https the browser has no clipboard for pages: show the whole of it, to be copied by hand.
      setShown(key);
      setSaid("Select it and copy it by hand; your key is in it.");
      block.current?.focus();
    }
  }

  return (
    <div class="curl">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard too */}
      <pre ref={block} tabIndex={0}>
        {command(shown)}
      </pre>
      <button type="button" onClick={() => void copy()}>
        Copy with my key
      </button>
      <span role="status" class="quiet">
        {said}
      </span>
    </div>
  );
}
