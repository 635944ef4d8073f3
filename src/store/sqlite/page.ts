import type { Page, PageRequest } from "../store.ts";

/** Above every row. */
export const LAST_ROW = Number.MAX_SAFE_INTEGER;

/** Cuts a page out of up to `limit + 1` rows, newest first. */
export function pageOf<From, Row extends { readonly row: number }>(
  found: readonly From[],
  { limit }: PageRequest,
  read: (from: From) => Row,
): Page<Row> {
  const rows = found.slice(0, limit).map(read);
  return { rows, next: found.length > limit ? (rows.at(-1)?.row ?? null) : null };
}
