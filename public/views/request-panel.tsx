import { curlRequest } from "../curl.ts";
import type { DeliveryDetail } from "../resources/deliveries.ts";
import { BodyText } from "./body-text.tsx";
import { CopyButton } from "./copy-button.tsx";
import { HeaderList } from "./header-list.tsx";

/** The request of the latest attempt, exactly as it was sent. @param sent whether there was an attempt */
export function RequestPanel({ request, sent }: { request: DeliveryDetail["request"]; sent: boolean }) {
  return (
    <section aria-labelledby="request-heading">
      <h3 id="request-heading">{sent ? "Request" : "Request to be sent"}</h3>
      <p class="request-line">
        <span class="tag">POST</span> <span class="url">{request.url}</span>
      </p>
      <details>
        <summary>Headers ({Object.keys(request.headers).length})</summary>
        <HeaderList headers={request.headers} />
      </details>
      <BodyText text={request.body} />
      <CopyButton label="Copy as curl" text={curlRequest(request.url, headersToCopy(request.headers), request.body)} />
    </section>
  );
}

/** curl counts the body itself. */
function headersToCopy(headers: DeliveryDetail["request"]["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "content-length"));
}
