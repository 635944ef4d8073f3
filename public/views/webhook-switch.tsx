import { useAction } from "../action.ts";
import { useDesk } from "../desk.ts";
import { endpointName } from "../endpoint-name.ts";
import type { Webhook } from "../resources/webhooks.ts";

/** Enables a stopped webhook, or disables one that is delivered to. */
export function WebhookSwitch({ webhook, onChange }: { webhook: Webhook; onChange: () => void }) {
  const { api } = useDesk();
  const stopped = webhook.status !== "active";
  const wish = stopped ? "Enable webhook" : "Disable webhook";
  const { busy, fault, run } = useAction(async () => {
    await api.setEnabled(webhook.id, stopped);
    onChange();
  });
  return (
    <div class="action">
      <button
        type="button"
        class={stopped ? "primary" : ""}
        aria-label={`${wish} ${endpointName(webhook.url)}`}
        aria-disabled={busy}
        onClick={run}
      >
        {wish}
      </button>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
