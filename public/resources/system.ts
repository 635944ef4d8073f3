/* The server as the API tells of it, as far as the page reads it. Times are RFC 3339 in UTC. */

/** What the server itself is in trouble with. */
export interface Finding {
  readonly code:
    | "dispatcher_stalled"
    | "storage_failing"
    | "storage_full"
    | "disk_nearly_full"
    | "backlog_growing"
    | "clock_jumped";
  readonly severity: "critical" | "warning";
  /** With what to do. */
  readonly detail: string;
}

/** A setting in force, secrets hidden, and who said so. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly origin: "default" | "file" | "environment" | "flag" | "dev";
  readonly source: string | null;
}

/** How the appliance itself is. */
export interface System {
  readonly version: string;
  readonly bun_version: string;
  readonly started_at: string;
  readonly data_folder: string;
  readonly storage: {
    readonly status: "ok" | "full" | "failing";
    readonly bytes: number;
    readonly max_bytes: number | null;
    readonly growth_bytes_per_day: number | null;
    readonly disk_bytes: number | null;
    readonly free_disk_bytes: number | null;
    readonly page_size: number;
    readonly page_count: number;
    readonly freelist_count: number;
  };
  readonly dispatcher: {
    readonly running: boolean;
    readonly attempts_in_flight: number;
    readonly slots: number;
    readonly pending: number;
    readonly held: number;
    readonly oldest_due_at: string | null;
    readonly clock_jump: { readonly at: string; readonly by_ms: number } | null;
  };
  readonly event_loop_lag_ms: number;
  readonly configuration: readonly Setting[];
  readonly findings: readonly Finding[];
}
