import { useState } from "preact/hooks";
import { Refused } from "../api/client.ts";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { changeOf, draftOf, missingIn } from "../webhook-draft.ts";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";
import { WEBHOOK_PATHS, WebhookFields } from "./webhook-fields.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly types: readonly EventType[];
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** Changes where a webhook leads, what it listens to, and what it is said to be. */
export function EditDialog({ webhook, types, onChange, onClose }: Props) {
  const { api } = useDesk();
  // As it was when the form opened: what somebody else changes meanwhile is not taken back.
  const [before] = useState(webhook);
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const [saved, setSaved] = useState(false);
  const action = useForm(async () => {
    const missing = missingIn(draft);
    if (missing.length > 0) throw new Refused(422, "Something is missing.", missing);
    const change = changeOf(before, draft);
    if (Object.keys(change).length > 0) await api.changeWebhook(webhook.id, change);
    onChange();
    setSaved(true);
  }, WEBHOOK_PATHS);
  return (
    <Dialog title="Edit webhook" onClose={onClose} drawer firm done={saved}>
      <Form action={action} submit="Save" busy="Saving…">
        <WebhookFields draft={draft} types={types} faultAt={action.faultAt} onChange={setDraft} />
        <p class="quiet">A change holds from the next attempt, those of pending deliveries included.</p>
      </Form>
    </Dialog>
  );
}
