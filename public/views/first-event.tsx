import { useDesk } from "../desk.ts";
import { listensTo } from "../listens-to.ts";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { EventCurl } from "./event-curl.tsx";

/** What to do while a webhook has no deliveries: send it an event that it listens to. */
export function FirstEvent({ webhook, types }: { webhook: Webhook; types: readonly EventType[] }) {
  const { accounts } = useDesk();
  const type = types.find((each) => listensTo(webhook.events, each.type));
  return (
    <div class="first-steps">
      <p>Nothing was sent here yet. Use the test above, or post an event; every webhook that listens to it gets it.</p>
      <EventCurl account={accounts && webhook.account_id} type={type} />
    </div>
  );
}
