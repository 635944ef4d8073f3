/** What a figure has to reach. */
export type Mark = { readonly atLeast: number } | { readonly atMost: number };

/** One measured figure, beside its mark where it has one. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** `""` of a ratio or a count. */
  readonly unit: "" | "ms" | "s" | "MB" | "B" | "/s" | "%" | "MB/min" | "ms/min";
  /** Over rounds in one run: how noisy the machine was. */
  readonly spread?: Spread;
  readonly mark?: Mark;
}
export interface Spread {
  readonly least: number;
  readonly most: number;
}

/** `short` fits with all others into five minutes, `full` is what is published. */
export type Form = "short" | "full";

/** A question that is answered by measuring. */
export interface Bench {
  readonly question: string;
  measure(form: Form): Promise<readonly Figure[]>;
}

/** The median of rounds that were taken in turn with what it is compared with. */
export function median(values: readonly number[]): { value: number; spread: Spread } {
  return { value: percentile(values, 0.5), spread: { least: Math.min(...values), most: Math.max(...values) } };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** By how much `y` grows with each `x`, by least squares. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: (point: { readonly x: number; readonly y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}

export function reaches(value: number, mark: Mark): boolean {
  return "atLeast" in mark ? value >= mark.atLeast : value <= mark.atMost;
}
