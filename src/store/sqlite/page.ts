import type { Page, PageRequest } from "../page.ts";

/** Above every row. */
export const LAST_ROW = Number.MAX_SAFE_INTEGER;

/** Cuts a page out of up to `limit + 1` rows, newest first. */
export function pageOf<From extends { readonly id: number }, Row>(
  found: readonly From[],
  { limit }: PageRequest,
  read: (from: From) => Row,
): Page<Row> {
  const next = found.length > limit ? (found[limit - 1]?.id ?? null) : null;
  return { rows: found.slice(0, limit).map(read), next };
}

/** The same of row numbers, of which those of the page alone are looked up. */
export function pageOfRows<From, Row>(
  found: readonly number[],
  page: PageRequest,
  find: (row: number) => From | null,
  read: (from: From) => Row,
): Page<Row> {
  const { rows, next } = pageOf(
    found.map((id) => ({ id })),
    page,
    ({ id }) => find(id),
  );
  return { rows: rows.flatMap((row) => (row === null ? [] : [read(row)])), next };
}
