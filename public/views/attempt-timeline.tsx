import { explainAttempt, summarize } from "../explain.ts";
import { lengthOf } from "../moments.ts";
import type { AnsweredAttempt } from "../resources/deliveries.ts";
import { BodyText } from "./body-text.tsx";
import { HeaderList } from "./header-list.tsx";
import { Moment } from "./moment.tsx";

/** Every attempt, newest first: what happened, what to do, and what the endpoint answered. */
export function AttemptTimeline({ attempts }: { attempts: readonly AnsweredAttempt[] }) {
  if (attempts.length === 0) return <p class="quiet">No attempt was made yet.</p>;
  return (
    <section aria-labelledby="attempts-heading">
      <h3 id="attempts-heading">Attempts</h3>
      <ol class="timeline" reversed>
        {attempts
          .map((attempt, index) => (
            <AttemptEntry
              key={attempt.number}
              attempt={attempt}
              before={attempts[index - 1]}
              after={attempts[index + 1]}
            />
          ))
          .toReversed()}
      </ol>
    </section>
  );
}

interface EntryProps {
  readonly attempt: AnsweredAttempt;
  readonly before: AnsweredAttempt | undefined;
  readonly after: AnsweredAttempt | undefined;
}

function AttemptEntry({ attempt, before, after }: EntryProps) {
  const { what, todo } = explainAttempt(attempt);
  // The same fault is explained once, at the newest attempt that had it.
  const explained = after !== undefined && explainAttempt(after).what === what;
  const waited = before && Date.parse(attempt.started_at) - Date.parse(before.started_at) - before.response_time_ms;
  return (
    <li class={attempt.error === null ? "good" : "bad"}>
      <p class="attempt">
        <strong>
          {attempt.number}. {summarize(attempt)}
        </strong>
        <span class="quiet">
          <Moment at={attempt.started_at} inFull /> · {attempt.response_time_ms} ms
          {waited !== undefined && waited > 0 && <> · {lengthOf(waited)} after the one before</>}
        </span>
      </p>
      {!explained && <p>{what}</p>}
      {!explained && todo && <p class="todo">{todo}</p>}
      <Answer attempt={attempt} open={after === undefined && attempt.error !== null} />
    </li>
  );
}

function Answer({ attempt: { response }, open }: Pick<EntryProps, "attempt"> & { readonly open: boolean }) {
  if (!response) return null;
  return (
    <details open={open}>
      <summary>The endpoint’s answer</summary>
      <HeaderList headers={response.headers} />
      {response.body === "" ? <p class="quiet">It had no body.</p> : <BodyText text={response.body} />}
      {response.truncated && <p class="quiet">The answer was longer; this is what was read of it.</p>}
    </details>
  );
}
