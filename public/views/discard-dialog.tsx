import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { Dialog } from "./dialog.tsx";
import { ManyDeliveries, type ManyWords } from "./many-deliveries.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

const WORDS: ManyWords = {
  willBe: (count) => `${counted(count, "waiting delivery", "waiting deliveries")} will be canceled.`,
  none: "No delivery of this time waits.",
  submit: (count) => (count > 0 ? `Discard ${counted(count, "delivery", "deliveries")}` : "Discard"),
  busy: "Discarding…",
  done: (count) => `${counted(count, "delivery was", "deliveries were")} canceled.`,
};

/** Cancels what waits to be sent. */
export function DiscardDialog({ webhook, onChange, onClose }: Props) {
  const { api } = useDesk();
  return (
    <Dialog title="Discard waiting deliveries" onClose={onClose}>
      <p>
        Those that are pending or held are canceled, and not sent any more. They stay in the log, and each can be
        redelivered from there.
      </p>
      <ManyDeliveries
        words={WORDS}
        danger
        work={(within, dryRun) => api.discard(webhook.id, within, dryRun)}
        onDone={onChange}
      />
    </Dialog>
  );
}
