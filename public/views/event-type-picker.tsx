import { useState } from "preact/hooks";
import type { EventType } from "../resources/events.ts";
import { groupOf } from "../webhook-draft.ts";
import { FieldGroup } from "./field-group.tsx";

interface Props {
  readonly types: readonly EventType[];
  /** `*`, `task.*`, `task.created`: what is ticked. */
  readonly events: readonly string[];
  readonly onChange: (events: readonly string[]) => void;
  readonly fault: string | undefined;
}

/** Event types by groups. What a ticked box covers is shown as ticked, and is kept for when that is taken back. */
export function EventTypePicker({ types, events, onChange, fault }: Props) {
  // Once it is left out, what is known no longer can still be put back.
  const [before] = useState(events);
  const toggle = (event: string) =>
    onChange(events.includes(event) ? events.filter((other) => other !== event) : [...events, event]);
  const box = (event: string, label: string, covered: boolean) => (
    <label class="option">
      <input
        type="checkbox"
        checked={covered || events.includes(event)}
        disabled={covered}
        onChange={() => toggle(event)}
      />
      <span>{label}</span>
    </label>
  );
  const everything = events.includes("*");
  const groups = Map.groupBy(namesIn(types, before), groupOf);
  return (
    <FieldGroup legend="Events" hint="A group takes in types that are added to it later." fault={fault}>
      <div>{box("*", "All events", false)}</div>
      <div class="type-groups">
        {[...groups].map(([group, names]) => (
          <div key={group}>
            {group && box(group, `All of ${group}`, everything)}
            <ul>
              {names.map((name) => (
                <li key={name}>{box(name, name, everything || events.includes(group))}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </FieldGroup>
  );
}

/** The known types, and what was listened to though it is known no longer. */
function namesIn(types: readonly EventType[], before: readonly string[]): readonly string[] {
  const known = types.map(({ type }) => type);
  const offered = new Set(["*", ...known, ...known.map(groupOf)]);
  return [...known, ...before.filter((event) => !offered.has(event))];
}
