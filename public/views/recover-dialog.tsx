import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { Dialog } from "./dialog.tsx";
import { ManyDeliveries, type ManyWords } from "./many-deliveries.tsx";
import { WebhookSwitch } from "./webhook-switch.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

const WORDS: ManyWords = {
  willBe: (count) => `${counted(count, "failed delivery", "failed deliveries")} will be sent again.`,
  none: "Nothing of this time is to be sent again.",
  submit: (count) => (count > 0 ? `Send ${counted(count, "delivery", "deliveries")} again` : "Send again"),
  busy: "Sending again…",
  done: (count) =>
    `${counted(count, "delivery is", "deliveries are")} sent again now. The list below shows how it goes.`,
};

/** Sends failed deliveries again; while the webhook is stopped, enabling it comes first. */
export function RecoverDialog({ webhook, onChange, onClose }: Props) {
  const { api } = useDesk();
  return (
    <Dialog title="Recover failed deliveries" onClose={onClose}>
      <p>Each gets an attempt now, and the whole schedule of retries after that. Failed tests are left out.</p>
      {webhook.status === "active" ? (
        <ManyDeliveries
          words={WORDS}
          work={(within, dryRun) => api.recover(webhook.id, within, dryRun)}
          onDone={onChange}
        />
      ) : (
        <>
          <p>The webhook is {webhook.status}, so nothing is sent to it. Enable it first.</p>
          <WebhookSwitch webhook={webhook} onChange={onChange} />
        </>
      )}
    </Dialog>
  );
}
