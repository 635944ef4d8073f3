import { useState } from "preact/hooks";
import { grouped } from "../counting.ts";
import { responseTime } from "../moments.ts";
import type { StatsWindow, Step } from "../resources/stats.ts";
import { ChartTable } from "./chart-table.tsx";
import { Column } from "./column.tsx";
import { ceilingFor, medianPath, saidOf, saidOfMedians, timeOf } from "./drawing.ts";
import { Plot } from "./plot.tsx";
import { Readout } from "./readout.tsx";

interface Props {
  readonly steps: readonly Step[];
  readonly window: StatsWindow;
}

/** Attempts of each step by outcome, and under them the median response time: each on its own scale, over one time. */
export function AttemptChart({ steps, window }: Props) {
  const [pointed, setPointed] = useState<number>();
  const most = ceilingFor(steps.map(({ succeeded, failed }) => succeeded + failed));
  const slowest = ceilingFor(steps.map((step) => step.median_response_time_ms ?? 0));
  const [first, middle] = [steps[0], steps[Math.floor(steps.length / 2)]];
  return (
    <figure class="chart">
      <figcaption>
        <Readout step={pointed === undefined ? undefined : steps[pointed]} window={window} />
      </figcaption>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: pointing shows what the table below says as well */}
      <div onMouseLeave={() => setPointed(undefined)}>
        <Plot name="attempts" top={grouped(most)} columns={steps.length} label={saidOf(steps)}>
          {steps.map((step, nth) => (
            <Column
              key={step.at}
              step={step}
              nth={nth}
              most={most}
              isPointed={nth === pointed}
              onPoint={() => setPointed(nth)}
            />
          ))}
        </Plot>
        <Plot
          name="median response"
          top={responseTime(slowest)}
          columns={steps.length}
          label={saidOfMedians(steps)}
          low
        >
          <path class="median" d={medianPath(steps, slowest)} />
        </Plot>
        <p class="axis" aria-hidden="true">
          <span>{first && timeOf(first.at, window)}</span>
          <span>{middle && timeOf(middle.at, window)}</span>
          <span>now</span>
        </p>
      </div>
      <ChartTable steps={steps} window={window} />
    </figure>
  );
}
