import type { Histogram, Registry } from "prom-client";

/** A histogram that is cheap to add to. */
export interface Tally {
  observe(value: number): void;
}
export interface TallySettings {
  readonly name: string;
  readonly help: string;
  /** Upper bounds of the buckets, ascending; one without a bound comes behind them. */
  readonly bounds: readonly number[];
}

/**
 * A histogram without labels, known to the registry as one of prom-client's own. Theirs finds its buckets by a text made of the
 * labels, at every observation: with two histograms and a counter that was a twentieth of what an event costs.
 */
export function createTally(registry: Registry, { name, help, bounds }: TallySettings): Tally {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let sum = 0;

  async function get() {
    let upTo = 0;
    const buckets = counts.map((count, at) => {
      upTo += count;
      return { metricName: `${name}_bucket`, labels: { le: bounds[at] ?? "+Inf" }, value: upTo };
    });
    const totals = [
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: upTo },
    ];
    return { name, help, type: "histogram", values: [...buckets, ...totals], aggregator: "sum" as const };
  }

  // A registry asks a metric for its name and for `get`, and for nothing else.
  registry.registerMetric({ name, get } as unknown as Histogram);
  return {
    observe(value) {
      let at = 0;
      while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
      counts[at] = (counts[at] ?? 0) + 1;
      sum += value;
    },
  };
}
