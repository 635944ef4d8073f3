/** What is measured: a server that takes events at `POST /v2/events` and delivers each to one endpoint. */
export interface Subject {
  readonly name: "taskflow-hooks" | "bare loop";
  start(endpoint: string): Promise<RunningSubject>;
}
export interface RunningSubject extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly authorization: string;
  /** Deliveries whose attempt is on disk. */
  recorded(): Promise<number>;
}
