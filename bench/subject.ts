/** What is measured: a server that takes events at `POST /v2/events` and delivers each to one endpoint. */
export interface Subject {
  readonly name: "taskflow-hooks" | "bare loop";
  start(endpoint: string): Promise<RunningSubject>;
}
export interface RunningSubject extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly authorization: string;
  /** From the start of the process until `/readyz` said yes. */
  readonly readyMs: number;
  /** Deliveries whose attempt is on disk. */
  recorded(): Promise<number>;
}

/** The median, and the spread that tells how noisy the machine was. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function summary(values: readonly number[]): Summary {
  return { median: percentile(values, 0.5), least: Math.min(...values), most: Math.max(...values) };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Resident memory in MB, as Linux counts it; `undefined` elsewhere. */
export async function residentMb(pid: number): Promise<number | undefined> {
  const status = await Bun.file(`/proc/${pid}/status`)
    .text()
    .catch(() => "");
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
