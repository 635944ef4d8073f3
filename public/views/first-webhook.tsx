import { useEffect, useState } from "preact/hooks";
import { curlPost } from "../curl.ts";
import { useDesk } from "../desk.ts";
import { formatRoute } from "../router.ts";
import { CurlBlock } from "./curl-block.tsx";

const ELSEWHERE = "https://example.com/hooks/taskflow";

/** What to do while there is no webhook. @param account whose it is to be, for an operator */
export function FirstWebhook({ account }: { account: string | undefined }) {
  const { accounts } = useDesk();
  const inbox = useDevInbox();
  const body = {
    ...(accounts && { account_id: account ?? accounts[0]?.id ?? "acc_default" }),
    url: inbox ?? ELSEWHERE,
    events: ["*"],
  };
  return (
    <section class="first-steps">
      <h2>Register the first one</h2>
      <p>A webhook is an address that gets a signed POST request for every event it listens to.</p>
      <p>
        <a class="button primary" href={formatRoute({ view: "register", account })}>
          Register a webhook
        </a>
      </p>
      <p>
        Or by the API.{" "}
        {inbox
          ? "This server runs with --dev, so its own inbox can be the receiver."
          : "Put your receiver’s URL in place of the one here."}
      </p>
      <CurlBlock command={(key) => curlPost(location.origin, "/v2/webhooks", key, body)} />
    </section>
  );
}

/** The URL of an inbox of this server, when it has them (`--dev`). */
function useDevInbox(): string | undefined {
  const [inbox, setInbox] = useState<string>();
  useEffect(() => {
    const url = `${location.origin}/dev/inbox/first`;
    fetch(url)
      .then((response) => response.ok && setInbox(url))
      .catch(() => {});
  }, []);
  return inbox;
}
