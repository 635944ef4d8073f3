import { curlPost } from "../curl.ts";
import { useDesk } from "../desk.ts";
import { listensTo } from "../listens-to.ts";
import type { EventType, Webhook } from "../resources.ts";
import { CurlBlock } from "./curl-block.tsx";

/** What to do while a webhook has no deliveries: send it an event that it listens to. */
export function FirstEvent({ webhook, types }: { webhook: Webhook; types: readonly EventType[] }) {
  const { accounts } = useDesk();
  const example = types.find(({ type }) => listensTo(webhook.events, type));
  const body = {
    ...(accounts && { account_id: webhook.account_id }),
    type: example?.type ?? "task.created",
    data: example?.example ?? {},
  };
  return (
    <div class="first-steps">
      <p>Nothing was sent here yet. Use the test above, or post an event; every webhook that listens to it gets it.</p>
      <CurlBlock command={(key) => curlPost(location.origin, "/v2/events", key, body)} />
    </div>
  );
}
