import type { ComponentChildren } from "preact";
import { grouped } from "../counting.ts";
import type { Stats } from "../resources.ts";
import { Moment } from "./moment.tsx";

/** The few numbers that say how much is going on. */
export function FigureRow({ stats: { attempts, deliveries } }: { stats: Stats }) {
  return (
    <dl class="figures">
      <Figure name="Delivered" of={attempts.succeeded}>
        last 24 h
      </Figure>
      <Figure name="Failed attempts" of={attempts.failed}>
        last 24 h
      </Figure>
      <Figure name="Pending" of={deliveries.pending}>
        <OldestDue at={deliveries.oldest_due_at} />
      </Figure>
      <Figure name="Held" of={deliveries.held}>
        {deliveries.held === 0 ? "none is kept back" : "kept until they may go"}
      </Figure>
      <Figure name="Failed" of={deliveries.failed}>
        {deliveries.failed === 0 ? "none was given up" : "given up: redeliver, or recover"}
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

function Figure({ name, of, children }: { name: string; of: number; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {grouped(of)} <small>{children}</small>
      </dd>
    </div>
  );
}
