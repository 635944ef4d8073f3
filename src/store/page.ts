export interface PageRequest {
  /** At most so many rows. */
  readonly limit: number;
  /** Rows older than this row only: the `next` of the page before. */
  readonly before?: number | undefined;
}
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; `null` on the last. */
  readonly next: number | null;
}
