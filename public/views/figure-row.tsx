import type { ComponentChildren } from "preact";
import { change, grouped, percent } from "../counting.ts";
import { responseTime } from "../moments.ts";
import type { Stats, StatsWindow } from "../resources/stats.ts";
import { Moment } from "./moment.tsx";

const BEFORE: Readonly<Record<StatsWindow, string>> = {
  "1h": "the hour before",
  "24h": "the 24 h before",
  "7d": "the 7 days before",
};

/** The few numbers that say how much is going on, and whether that is more than before. */
export function FigureRow({ stats: { attempts, deliveries, previous, window } }: { stats: Stats }) {
  const before = BEFORE[window];
  const all = attempts.succeeded + attempts.failed;
  const p95 = attempts.p95_response_time_ms;
  return (
    <dl class="figures">
      <Figure name="Delivered" value={grouped(attempts.succeeded)}>
        {change(attempts.succeeded, previous.attempts.succeeded)} {before}
      </Figure>
      <Figure name="Failed attempts" value={grouped(attempts.failed)}>
        {attempts.failed > 0 && `${percent(attempts.failed / all)} of all, `}
        {change(attempts.failed, previous.attempts.failed)} {before}
      </Figure>
      <Figure name="Pending" value={grouped(deliveries.pending)}>
        {(deliveries.oldest_due_at !== null || deliveries.held === 0) && <OldestDue at={deliveries.oldest_due_at} />}
        {deliveries.held > 0 && ` ${grouped(deliveries.held)} held`}
      </Figure>
      <Figure name="p95 response" value={p95 === null ? "–" : responseTime(p95)}>
        {p95 === null ? "no attempt" : `${change(p95, previous.attempts.p95_response_time_ms)} ${before}`}
      </Figure>
    </dl>
  );
}

/** Since when the oldest one waits, or when the next one is due. */
function OldestDue({ at }: { at: string | null }) {
  if (at === null) return <>none waits</>;
  return (
    <>
      {Date.parse(at) > Date.now() ? "next" : "oldest due"} <Moment at={at} />
    </>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} <small>{children}</small>
      </dd>
    </div>
  );
}
