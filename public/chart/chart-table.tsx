import { grouped } from "../counting.ts";
import { responseTime } from "../moments.ts";
import type { StatsWindow, Step } from "../resources/stats.ts";
import { spanOf } from "./drawing.ts";
import { OUTCOMES } from "./outcomes.ts";

/** The same as a table: steps without attempts are left out. */
export function ChartTable({ steps, window }: { readonly steps: readonly Step[]; readonly window: StatsWindow }) {
  const busy = steps.filter(({ succeeded, failed }) => succeeded + failed > 0).toReversed();
  return (
    <details>
      <summary>As a table</summary>
      {busy.length === 0 ? (
        <p class="quiet">No attempt was made in this time.</p>
      ) : (
        <table class="figures-table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              {OUTCOMES.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">median response</th>
            </tr>
          </thead>
          <tbody>
            {busy.map((step) => (
              <tr key={step.at}>
                <th scope="row">{spanOf(step.at, window)}</th>
                {OUTCOMES.map(({ name, of }) => (
                  <td key={name}>{grouped(of(step))}</td>
                ))}
                <td>{step.median_response_time_ms === null ? "–" : responseTime(step.median_response_time_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
