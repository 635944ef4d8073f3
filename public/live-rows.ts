import { useRef, useState } from "preact/hooks";

interface Row {
  readonly id: string;
}

export interface LiveRows<Item> {
  readonly rows: readonly Item[];
  /** Rows that came since, and are not shown yet; as many as a page holds when there may be more. */
  readonly newer: number;
  /** Shows them. */
  readonly show: () => void;
}

/**
 * The rows of a list that is asked for again and again, newest first: those that are shown change in place, and new ones are counted
 * and not jumped in.
 *
 * @param subject what is listed; when it changes, all of the new list is shown
 * @param page the latest answer
 */
export function useLiveRows<Item extends Row>(subject: string, page: readonly Item[] | undefined): LiveRows<Item> {
  const held = useRef<{ readonly subject: string; readonly shown: readonly Item[] } | undefined>(undefined);
  const [, redraw] = useState({});
  if (page === undefined) return { rows: [], newer: 0, show: () => {} };
  const before = held.current?.subject === subject ? held.current.shown : [];
  const { rows, newer } = before.length === 0 ? { rows: page, newer: 0 } : mergeRows(before, page);
  held.current = { subject, shown: rows };
  const show = () => {
    held.current = { subject, shown: page };
    redraw({});
  };
  return { rows, newer, show };
}

/** @param shown what is on the screen @param page what the list says now */
export function mergeRows<Item extends Row>(
  shown: readonly Item[],
  page: readonly Item[],
): { readonly rows: readonly Item[]; readonly newer: number } {
  const top = shown[0]?.id ?? "";
  const last = page.at(-1)?.id ?? "";
  const now = new Map(page.map((row) => [row.id, row]));
  // What the page does not reach stays as it was; what is missing from where it reaches no longer belongs to the list.
  const rows = shown.flatMap((row) => now.get(row.id) ?? (row.id < last ? [row] : []));
  return { rows, newer: page.filter(({ id }) => id > top).length };
}
