import type { Database } from "bun:sqlite";
import { DELIVERY_STATES, type Delivery, type DeliveryState } from "../../core/delivery.ts";
import type { DeliverySearch, DeliveryStore } from "../deliveries.ts";
import type { PageRequest } from "../page.ts";
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
/** For each row of a page so many are looked at to see whether what is asked for is frequent: with many webhooks the index takes longer. */
const LOOKED_AT_FIRST = 10;

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

  /** Which rows to read, and which of them fit; `undefined` where none can. */
  function planned(account: number | null, filter: DeliverySearch, before: number | undefined) {
    const range = rowRange(filter, lead.ms, before);
    const [, , since, until] = range;
    const match = idMatch(account, filter, range);
    const type = filter.eventType === undefined ? undefined : eventTypes.find(filter.eventType);
    if (!match || (type === undefined && filter.eventType !== undefined)) return undefined;
    const webhooks = webhooksOf(account, filter.webhook);
    const visible = new Set(webhooks);
    const states = statesOf(filter);
    const types = type === undefined ? eventTypes.all() : [type];
    const span = [match.from, match.to] as const;
    return {
      inRowOrder: () => sources.ofAll(span),
      byIndex: () => sources.ofWebhooks(webhooks, states, types, span),
      fits: (row: SearchedRow) =>
        visible.has(row.webhook) &&
        states.includes(row.state) &&
        (type === undefined || row.type === type) &&
        row.created_at >= since &&
        row.created_at < until &&
        hasLastAttempt(filter, row) &&
        match.fits(row),
    };
  }

  /**
   * For an account by ranges of the index alone, so that nothing is read that is another's. Over all accounts in the order of the rows
   * where the filter takes most of what there is, or few rows are in sight; what others take may be frequent too, which a look tells.
   */
  async function find(account: number | null, filter: DeliverySearch, { limit, before }: PageRequest): Promise<Found> {
    const plan = planned(account, filter, before);
    if (!plan) return { found: [], next: null, isFull: false };
    const { inRowOrder, byIndex, fits } = plan;
    if (account === null) {
      const isForRowOrder = takesMost(filter) || isShort(filter);
      const most = isForRowOrder ? LOOKED_AT : Math.min(LOOKED_AT, LOOKED_AT_FIRST * limit);
      const first = firstThatFit(inRowOrder(), fits, limit, most);
      if (isForRowOrder || first.isFull) return first;
    }
    return firstThatFit(await byIndex(), fits, limit, LOOKED_AT);
  }

  return {
    async search(account, filter, page) {
      const { found, next } = await find(account, filter, page);
      return { rows: found.flatMap((row) => read(row) ?? []), next };
    },
  };
}

interface Found {
  /** Numbers of rows. */
  readonly found: readonly number[];
  readonly next: number | null;
  /** There are as many as were asked for: it was not the looking that ended. */
  readonly isFull: boolean;
}

/** Up to `limit` rows that fit among the first `most`, and where the next page begins. */
function firstThatFit(
  sources: readonly Source<SearchedRow>[],
  fits: (row: SearchedRow) => boolean,
  limit: number,
  most: number,
): Found {
  const found: number[] = [];
  let looked = 0;
  let last: number | null = null;
  for (const row of newestFirst(sources)) {
    if (looked === most) return { found, next: last, isFull: false };
    looked++;
    if (fits(row)) {
      if (found.length === limit) return { found, next: last, isFull: true };
      found.push(row.id);
    }
    last = row.id;
  }
  return { found, next: null, isFull: false };
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

function takesMost(filter: DeliverySearch): boolean {
  const { webhook, eventType } = filter;
  return webhook === undefined && eventType === undefined && statesOf(filter).length === DELIVERY_STATES.length;
}

function isShort({ eventId, id }: DeliverySearch): boolean {
  return eventId !== undefined || (id !== undefined && id.letters.length >= SHORT_SPAN_LETTERS);
}

function prepareStatements(db: Database) {
  return {
    webhooks: db.prepare<{ id: number }, []>("select id from webhooks where deleted_at is null"),
    ofAccount: db.prepare<{ id: number }, [number]>("select id from webhooks where account = ? and deleted_at is null"),
  };
}
