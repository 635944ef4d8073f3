import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { endpointName } from "../endpoint-name.ts";
import { useForm } from "../form-action.ts";
import { SETTLED_EVERY_MS, usePolling } from "../polling.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { navigate } from "../router.ts";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";

/** Says what goes with a webhook, and deletes it. */
export function DeleteDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { api } = useDesk();
  const { value: waiting } = usePolling(
    `waiting ${webhook.id}`,
    () => api.discard(webhook.id, {}, true),
    () => SETTLED_EVERY_MS,
  );
  const action = useForm(async () => {
    await api.deleteWebhook(webhook.id);
    navigate({ view: "overview" });
  }, []);
  return (
    <Dialog title={`Delete ${endpointName(webhook.url)}`} onClose={onClose}>
      <p>The webhook, its secret and its log of deliveries go for good. Events stay.</p>
      <p role="status" class="count">
        {fateOf(waiting)}
      </p>
      <Form action={action} submit="Delete webhook" busy="Deleting…" danger>
        <p class="quiet">To stop it for a while, disable it: then nothing is lost.</p>
      </Form>
    </Dialog>
  );
}

/** @param waiting `undefined` while it is not known */
function fateOf(waiting: number | undefined): string {
  if (waiting === undefined) return "Deliveries that wait will be canceled. Counting them…";
  if (waiting === 0) return "No delivery waits.";
  return `${counted(waiting, "delivery that waits", "deliveries that wait")} will be canceled.`;
}
