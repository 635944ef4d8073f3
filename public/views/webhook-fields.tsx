import type { FormAction } from "../form-action.ts";
import type { EventType } from "../resources/events.ts";
import type { WebhookDraft } from "../webhook-draft.ts";
import { EventTypePicker } from "./event-type-picker.tsx";
import { TextField } from "./text-field.tsx";

interface Props {
  readonly draft: WebhookDraft;
  readonly types: readonly EventType[];
  readonly faultAt: FormAction["faultAt"];
  readonly onChange: (draft: WebhookDraft) => void;
}

export const WEBHOOK_PATHS = ["/url", "/description", "/events"] as const;

/** What is asked of a webhook when it is registered, and when it is edited. */
export function WebhookFields({ draft, types, faultAt, onChange }: Props) {
  return (
    <>
      <TextField
        label="URL"
        hint="Where events are posted to: a public https address, unless the operator allows others."
        placeholder="https://example.com/hooks/taskflow"
        inputMode="url"
        required
        value={draft.url}
        fault={faultAt("/url")}
        onInput={(url) => onChange({ ...draft, url })}
      />
      <TextField
        label="Description (optional)"
        rows={2}
        value={draft.description}
        fault={faultAt("/description")}
        onInput={(description) => onChange({ ...draft, description })}
      />
      <EventTypePicker
        types={types}
        events={draft.events}
        fault={faultAt("/events")}
        onChange={(events) => onChange({ ...draft, events })}
      />
    </>
  );
}
