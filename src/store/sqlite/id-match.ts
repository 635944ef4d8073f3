import type { Database } from "bun:sqlite";
import { beginsWith, SERIAL_LETTERS, serialsBeginning } from "../../core/id-beginning.ts";
import { parseId } from "../../core/ids.ts";
import type { DeliverySearch } from "../deliveries.ts";
import type { SearchedRow } from "./delivery-sources.ts";
import type { RowRange } from "./row-range.ts";

/** The rows among which are all that match an id, and which of them do. */
export interface IdMatch {
  readonly from: number;
  readonly to: number;
  fits(row: Pick<SearchedRow, "id" | "salt" | "event">): boolean;
}

/** So many letters tell a millisecond: few rows begin with more. */
export const SHORT_SPAN_LETTERS = 10;

/**
 * Finds rows by ids, of which no table has an index: a delivery's serial number is its row's number, and an event has its deliveries
 * behind it, before the next event (`ingest-events.ts`).
 *
 * @returns `undefined` where nothing can match
 */
export function createIdMatch(db: Database) {
  const eventAfter = db.prepare<{ id: number | null }, [number]>("select min(id) as id from events where id > ?");
  const saltOf = db.prepare<{ salt: number }, [id: number, account: number | null]>(
    "select salt from events where id = ?1 and (?2 is null or account = ?2)",
  );

  /** Where the deliveries end of the events that are numbered below `to`. */
  const deliveriesEnd = (to: number): number => eventAfter.get(to - 1)?.id ?? Number.MAX_SAFE_INTEGER;

  function ofEvent(account: number | null, eventId: string): IdMatch | undefined {
    const parts = parseId("evt", eventId);
    if (!parts || saltOf.get(parts.serial, account)?.salt !== parts.salt) return undefined;
    const { serial } = parts;
    return { from: serial, to: deliveriesEnd(serial + 1), fits: ({ event }) => event === serial };
  }

  function ofBeginning({ prefix, letters }: NonNullable<DeliverySearch["id"]>): IdMatch {
    const [from, to] = serialsBeginning(letters);
    // The serial number decides, but where letters of the salt are given too: then there is one such row, or none.
    const isWith = (serial: number, salt: () => number | undefined) =>
      serial >= from && serial < to && (letters.length <= SERIAL_LETTERS || beginsWith(letters, serial, salt() ?? -1));
    const isDelivery = (row: Pick<SearchedRow, "id" | "salt">) => isWith(row.id, () => row.salt);
    const isOfEvent = ({ event }: Pick<SearchedRow, "event">) => isWith(event, () => saltOf.get(event, null)?.salt);
    if (prefix === "del") return { from, to, fits: isDelivery };
    const end = deliveriesEnd(to);
    if (prefix === "evt") return { from, to: end, fits: isOfEvent };
    return { from, to: end, fits: (row) => isDelivery(row) || isOfEvent(row) };
  }

  /** @param account whose events are known, or with `null` everybody's */
  function match(
    account: number | null,
    { eventId, id }: Pick<DeliverySearch, "eventId" | "id">,
    [from, to]: RowRange,
  ): IdMatch | undefined {
    const asked = [...(eventId === undefined ? [] : [ofEvent(account, eventId)]), ...(id ? [ofBeginning(id)] : [])];
    const matches = asked.filter((match) => match !== undefined);
    if (matches.length < asked.length) return undefined;
    return {
      from: Math.max(from, ...matches.map((match) => match.from)),
      to: Math.min(to, ...matches.map((match) => match.to)),
      fits: (row) => matches.every((match) => match.fits(row)),
    };
  }
  return match;
}
