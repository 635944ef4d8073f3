import { curlPost } from "../curl.ts";
import type { EventType } from "../resources/events.ts";
import { CurlBlock } from "./curl-block.tsx";

/** A command that posts the sample of an event type. @param account named in it, as an operator has to */
export function EventCurl({ account, type }: { account: string | undefined; type: EventType | undefined }) {
  const body = {
    ...(account && { account_id: account }),
    type: type?.type ?? "task.created",
    data: type?.example ?? {},
  };
  return <CurlBlock command={(key) => curlPost(location.origin, "/v2/events", key, body)} />;
}
