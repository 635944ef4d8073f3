import { summarize } from "../explain.ts";
import type { AnsweredAttempt, DeliveryDetail } from "../resources/deliveries.ts";
import { BodyText } from "./body-text.tsx";
import { HeaderList } from "./header-list.tsx";

interface Props {
  readonly request: DeliveryDetail["request"];
  readonly attempt: AnsweredAttempt;
}

/** A request as it was sent, and beside it what came back. */
export function Exchange({ request, attempt }: Props) {
  return (
    <div class="exchange">
      <section aria-labelledby="sent-heading">
        <h3 id="sent-heading">Request</h3>
        <p class="request-line">
          <span class="tag">POST</span> <span class="id">{request.url}</span>
        </p>
        <HeaderList headers={request.headers} />
        <BodyText text={request.body} />
      </section>
      <section aria-labelledby="answer-heading">
        <h3 id="answer-heading">Answer</h3>
        <Answer attempt={attempt} />
      </section>
    </div>
  );
}

function Answer({ attempt }: Pick<Props, "attempt">) {
  const { response } = attempt;
  if (!response) return <p class="quiet">None came ({summarize(attempt)}).</p>;
  return (
    <>
      <p>
        <span class="tag">HTTP {attempt.status_code}</span>
      </p>
      <HeaderList headers={response.headers} />
      {response.body === "" ? <p class="quiet">It had no body.</p> : <BodyText text={response.body} />}
      {response.truncated && <p class="quiet">The answer was longer; this is what was read of it.</p>}
    </>
  );
}
