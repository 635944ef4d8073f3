/** A part of a list that the API answers; the next one begins at its cursor. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}
