/** Rows in the order of an index or a table, read from the newest downwards. */
export interface Source<Row> {
  /** The number of its newest row, or one above that. */
  readonly newest: number;
  /** Its newest rows below a number, newest first. */
  below(row: number, limit: number): readonly Row[];
}

/** Rows that are read of a source when its turn comes, and the most that are read at once when it goes on having it. */
const FIRST_READ = 8;
const LARGEST_READ = 256;

interface Place<Row> {
  readonly source: Source<Row>;
  rows: readonly Row[];
  /** How many of them are given. */
  given: number;
  read: number;
  /** No row that it still has is above this. */
  next: number;
}

/** The rows of several sources, newest first. A source is read when its newest row is the newest of all: most may never be. */
export function* newestFirst<Row extends { readonly id: number }>(sources: readonly Source<Row>[]): Generator<Row> {
  const places = sources
    .map((source): Place<Row> => ({ source, rows: [], given: 0, read: FIRST_READ, next: source.newest }))
    .sort((a, b) => a.next - b.next);
  for (let place = places.pop(); place; place = places.pop()) {
    const others = places.at(-1)?.next ?? -1;
    do {
      const row = place.rows[place.given];
      if (row) {
        place.given++;
        yield row;
      }
    } while (advance(place) && place.next >= others);
    if (place.next >= 0) putBack(places, place);
  }
}

/** To the next row, which is read where it is not at hand; `false` when there is none. */
function advance<Row extends { readonly id: number }>(place: Place<Row>): boolean {
  if (place.given === place.rows.length) {
    const isFirst = place.rows.length === 0;
    const isLast = !isFirst && place.rows.length < place.read;
    if (!isFirst) place.read = Math.min(place.read * 4, LARGEST_READ);
    place.rows = isLast ? [] : place.source.below(isFirst ? place.next + 1 : place.next, place.read);
    place.given = 0;
  }
  place.next = place.rows[place.given]?.id ?? -1;
  return place.next >= 0;
}

/** Where it belongs, the newest last. */
function putBack<Row>(places: Place<Row>[], place: Place<Row>): void {
  let [from, to] = [0, places.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((places[middle]?.next ?? 0) < place.next) from = middle + 1;
    else to = middle;
  }
  places.splice(from, 0, place);
}
