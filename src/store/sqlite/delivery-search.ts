import type { Database } from "bun:sqlite";
import { DELIVERY_STATES, type Delivery, type DeliveryState } from "../../core/delivery.ts";
import type { DeliverySearch, DeliveryStore } from "../store.ts";
import { createDeliverySources, type SearchedRow } from "./delivery-sources.ts";
import type { IdLead } from "./id-lead.ts";
import { createIdMatch, SHORT_SPAN_LETTERS } from "./id-match.ts";
import { hasLastAttempt } from "./last-attempt.ts";
import type { Names } from "./names.ts";
import { newestFirst, type Source } from "./newest-first.ts";
import { rowRange } from "./row-range.ts";

export interface DeliverySearchDeps {
  readonly db: Database;
  readonly eventTypes: Names;
  readonly lead: IdLead;
  /** A row as the lists show it. */
  read(row: number): Delivery | undefined;
}

/** Rows that one page looks at, at most: what has no index is found by looking, and others wait meanwhile. */
const LOOKED_AT = 1_000;

/** Finds deliveries over webhooks. What is read is decided by the filter; what is shown, by every part of it, row by row. */
export function createDeliverySearch({
  db,
  eventTypes,
  lead,
  read,
}: DeliverySearchDeps): Pick<DeliveryStore, "search"> {
  const sources = createDeliverySources(db);
  const idMatch = createIdMatch(db);
  const sql = prepareStatements(db);

  /** Webhooks whose rows may be shown. */
  function webhooksOf(account: number | null, only: number | undefined): readonly number[] {
    const rows = account === null ? sql.webhooks.all() : sql.ofAccount.all(account);
    const all = rows.map(({ id }) => id);
    return only === undefined ? all : all.filter((id) => id === only);
  }

  /** What to read, and which of it fits; `undefined` where nothing can. */
  function planned(account: number | null, filter: DeliverySearch, before: number | undefined): Plan | undefined {
    const range = rowRange(filter, lead.ms, before);
    const [, , since, until] = range;
    const match = idMatch(account, filter, range);
    const type = filter.eventType === undefined ? undefined : eventTypes.find(filter.eventType);
    if (!match || (type === undefined && filter.eventType !== undefined)) return undefined;
    const webhooks = webhooksOf(account, filter.webhook);
    const visible = new Set(webhooks);
    const states = statesOf(filter);
    const span = [match.from, match.to] as const;
    return {
      sources: isReadInRowOrder(account, filter)
        ? sources.ofAll(span)
        : sources.ofWebhooks(webhooks, states, type === undefined ? eventTypes.all() : [type], span),
      fits: (row) =>
        visible.has(row.webhook) &&
        states.includes(row.state) &&
        (type === undefined || row.type === type) &&
        row.created_at >= since &&
        row.created_at < until &&
        hasLastAttempt(filter, row) &&
        match.fits(row),
    };
  }

  return {
    async search(account, filter, { limit, before }) {
      const plan = planned(account, filter, before);
      const { found, next } = plan ? firstThatFit(plan, limit) : { found: [], next: null };
      return { rows: found.flatMap((row) => read(row) ?? []), next };
    },
  };
}

interface Plan {
  readonly sources: readonly Source<SearchedRow>[];
  fits(row: SearchedRow): boolean;
}

/** The numbers of up to `limit` rows that fit, and where the next page begins: it may be that only the looking ended here. */
function firstThatFit({ sources, fits }: Plan, limit: number): { found: readonly number[]; next: number | null } {
  const found: number[] = [];
  let looked = 0;
  let last: number | null = null;
  for (const row of newestFirst(sources)) {
    if (looked === LOOKED_AT) return { found, next: last };
    looked++;
    if (fits(row)) {
      if (found.length === limit) return { found, next: last };
      found.push(row.id);
    }
    last = row.id;
  }
  return { found, next: null };
}

/** What was delivered ended with a 2xx and no error, which tells most deliveries from the others. */
function statesOf({ state, statusCode, error }: DeliverySearch): readonly DeliveryState[] {
  const isOfDelivered = error === undefined && (statusCode === undefined || isWithin(statusCode, 200, 300));
  const states = isOfDelivered ? DELIVERY_STATES : DELIVERY_STATES.filter((each) => each !== "delivered");
  return state === undefined ? states : states.filter((each) => each === state);
}

function isWithin([from, to]: readonly [number, number], first: number, end: number): boolean {
  return from < end && to > first;
}

/**
 * Where most rows fit, or few are in sight, they are read in the tables' own order; elsewhere by ranges of the index, so that nothing
 * is read for an account that is another's.
 */
function isReadInRowOrder(account: number | null, filter: DeliverySearch): boolean {
  if (account !== null) return false;
  const { webhook, eventType, eventId, id } = filter;
  if (eventId !== undefined || (id && id.letters.length >= SHORT_SPAN_LETTERS)) return true;
  const isOfAll = webhook === undefined && eventType === undefined;
  return isOfAll && statesOf(filter).length === DELIVERY_STATES.length;
}

function prepareStatements(db: Database) {
  return {
    webhooks: db.prepare<{ id: number }, []>("select id from webhooks where deleted_at is null"),
    ofAccount: db.prepare<{ id: number }, [number]>("select id from webhooks where account = ? and deleted_at is null"),
  };
}
