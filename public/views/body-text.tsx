import { useMemo, useState } from "preact/hooks";
import { counted } from "../counting.ts";
import { prettyJson } from "../pretty-json.ts";

/** More than this at once makes a browser slow. */
const SHOWN_CHARACTERS = 65_536;

/** A body, indented where it is JSON, or exactly as it was sent. */
export function BodyText({ text }: { text: string }) {
  const pretty = useMemo(() => prettyJson(text), [text]);
  const [raw, setRaw] = useState(false);
  const [whole, setWhole] = useState(false);
  const chosen = raw ? text : pretty;
  const cut = !whole && chosen.length > SHOWN_CHARACTERS;
  return (
    <div class="body">
      {pretty !== text && (
        <fieldset class="segments">
          <legend>Show the body</legend>
          <button type="button" aria-pressed={!raw} onClick={() => setRaw(false)}>
            Pretty
          </button>
          <button type="button" aria-pressed={raw} onClick={() => setRaw(true)}>
            Raw
          </button>
        </fieldset>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard too */}
      <pre tabIndex={0}>{cut ? chosen.slice(0, SHOWN_CHARACTERS) : chosen}</pre>
      {cut && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {counted(chosen.length, "character")}
        </button>
      )}
    </div>
  );
}
