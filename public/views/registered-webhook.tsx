import { useEffect, useRef } from "preact/hooks";
import type { EventType } from "../resources/events.ts";
import type { NewWebhook } from "../resources/webhooks.ts";
import { formatRoute } from "../router.ts";
import { SecretOnce } from "./secret-once.tsx";
import { TestPanel } from "./test-panel.tsx";

interface Props {
  readonly webhook: NewWebhook;
  readonly types: readonly EventType[];
}

/** What comes after a registration: its secret, this once, and a test. */
export function RegisteredWebhook({ webhook, types }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The form that had the focus is gone.
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return (
    <>
      <header class="webhook-head">
        <h1 ref={heading} tabIndex={-1}>
          It is registered.
        </h1>
        <p class="url">{webhook.url}</p>
      </header>
      {webhook.secret !== undefined && <SecretOnce label="Its secret" secret={webhook.secret} />}
      <p>
        The receiver checks each request with it: <code>X-TaskFlow-Signature</code> is <code>sha256=</code> and the
        HMAC-SHA256 of the body in hex.
      </p>
      <TestPanel webhook={webhook} types={types} />
      <p>
        <a href={formatRoute({ view: "webhook", webhook: webhook.id, filter: {} })}>Go to the webhook →</a>
      </p>
    </>
  );
}
