import { useEffect, useState } from "preact/hooks";
import { curlPost } from "../curl.ts";
import { useDesk } from "../desk.ts";
import { CurlBlock } from "./curl-block.tsx";

const ELSEWHERE = "https://example.com/hooks/taskflow";

/** What to do while there is no webhook. @param account named in the command, as an operator has to */
export function FirstWebhook({ account }: { account: string | undefined }) {
  const { accounts } = useDesk();
  const inbox = useDevInbox();
  const operator = accounts !== undefined;
  const body = {
    ...(operator && { account_id: account ?? "acc_default" }),
    url: inbox ?? ELSEWHERE,
    events: ["*"],
  };
  return (
    <section class="first-steps">
      <h2>Register the first one</h2>
      <p>
        A webhook is an address that gets a signed POST request for every event it listens to.{" "}
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
