import { grouped } from "../counting.ts";
import { responseTime } from "../moments.ts";
import type { StatsWindow, Step } from "../resources/stats.ts";
import { spanOf } from "./drawing.ts";
import { OUTCOMES } from "./outcomes.ts";

/** What the colours mean; with a step that is pointed at, how many there were of each. */
export function Readout({ step, window }: { readonly step: Step | undefined; readonly window: StatsWindow }) {
  const median = step?.median_response_time_ms;
  return (
    <p class="readout">
      {OUTCOMES.map(({ name, tone, of }) => (
        <span key={name} class={`key ${tone}`}>
          {step && grouped(of(step))} {name}
        </span>
      ))}
      {step && (
        <span class="quiet">
          {spanOf(step.at, window)}
          {typeof median === "number" && `, median ${responseTime(median)}`}
        </span>
      )}
    </p>
  );
}
