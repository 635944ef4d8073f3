import type { Database } from "bun:sqlite";
import { firstSerialAt } from "../../core/ids.ts";
import type { Millis } from "../../core/time.ts";
import type { DeliveryStore } from "../deliveries.ts";
import type { IdLead } from "./id-lead.ts";
import { hasLastAttempt } from "./last-attempt.ts";
import type { RowRange } from "./row-range.ts";
import { createWalk, type Leg, type Looked, lookAt } from "./walk.ts";
import type { WalkedDeliveries } from "./walked-deliveries.ts";

/** How a part of a type's rows is looked at. */
type Look = (type: number, from: number, to: number, limit: number) => Looked;

/**
 * Counts what a recovery or a discarding would change. The index alone tells that, fifty times as fast as the rows, which are read
 * at the ends of the range, where a row's time is not that of its id, and where the last attempts matter.
 */
export function createDryRun(
  db: Database,
  walked: WalkedDeliveries,
  lead: IdLead,
): Pick<DeliveryStore, "wouldRecover" | "wouldDiscard"> {
  const sql = prepareStatements(db);

  /** Tests are not recovered, which the index does not tell from others: they are counted by their events, of which there are few. */
  function failedTests(webhook: number, type: number, from: number, last: number): number {
    const tests = sql.tests.all(webhook, type, from - BEFORE_ITS_DELIVERY, last);
    const within = tests.filter(({ delivery }) => delivery >= from && delivery <= last);
    return within.filter(({ delivery }) => sql.failedTest.get(delivery, webhook)).length;
  }

  return {
    async wouldRecover(webhook, filter) {
      const { range, types } = walked.inSight(filter);
      const byRow: Look = (...bounds) =>
        lookAt(walked.failed(webhook, ...bounds), range, (row) => row.test === 0 && hasLastAttempt(filter, row));
      const byIndex: Look = (type, from, to, limit) => {
        const { looked, last } = countOf(sql.failed.get(webhook, type, from, to, limit));
        return { looked, last, changed: last === undefined ? 0 : looked - failedTests(webhook, type, from, last) };
      };
      const needsRows = filter.statusCode !== undefined || filter.error !== undefined;
      return walkOver(types, range, lead.ms, byRow, needsRows ? byRow : byIndex);
    },
    async wouldDiscard(webhook, filter) {
      const { range, types } = walked.inSight(filter);
      const byRow: Look = (...bounds) => lookAt(walked.waiting(webhook, ...bounds), range, () => true);
      const byIndex: Look = (...bounds) => {
        const { looked, last } = countOf(sql.waiting.get(webhook, ...bounds));
        return { looked, last, changed: looked };
      };
      return walkOver(types, range, lead.ms, byRow, byIndex);
    },
  };
}

/** Serial numbers of a second: a test's event is made just before its delivery. */
const BEFORE_ITS_DELIVERY = firstSerialAt(Date.UTC(2020, 0, 1, 0, 0, 1));

/** @param within how rows are looked at of which the number says that they are of the range's time */
function walkOver(types: readonly number[], range: RowRange, lead: Millis, atEnds: Look, within: Look) {
  const [from, to, since, until] = range;
  // Ids are never behind the time, and ahead of it by the lead at most.
  const begin = Math.min(to, Math.max(from, firstSerialAt(since + lead)));
  const end = Math.max(begin, Math.min(to, firstSerialAt(until)));
  const legs = types.flatMap((type): Leg[] => {
    const leg = (from: number, to: number, look: Look): Leg => ({
      from,
      to,
      look: (at, limit) => look(type, at, to, limit),
    });
    return [leg(from, begin, atEnds), leg(begin, end, within), leg(end, to, atEnds)];
  });
  return createWalk(
    legs.filter((leg) => leg.from < leg.to),
    async (step) => step(),
  );
}

function countOf(row: { readonly looked: number; readonly last: number | null } | null) {
  return { looked: row?.looked ?? 0, last: row?.last ?? undefined };
}

type Bounds = [webhook: number, type: number, from: number, to: number, limit: number];

function prepareStatements(db: Database) {
  const rows = (table: string, state: string) =>
    `select id from ${table} where webhook = ?1 and state = '${state}' and type = ?2 and id >= ?3 and id < ?4`;
  const count = (of: string) =>
    db.prepare<{ looked: number; last: number | null }, Bounds>(
      `select count(*) as looked, max(id) as last from (${of} order by id limit ?5)`,
    );
  return {
    failed: count(rows("settled", "failed")),
    waiting: count(`${rows("queue", "pending")} union all ${rows("queue", "held")}`),
    tests: db.prepare<{ delivery: number }, [webhook: number, type: number, from: number, to: number]>(`
      select last_delivery as delivery from events
       where account = (select account from webhooks where id = ?1) and test = 1 and type = ?2
         and id between ?3 and ?4 and last_delivery is not null`),
    failedTest: db.prepare<{ id: number }, [delivery: number, webhook: number]>(
      "select id from settled where id = ? and webhook = ? and state = 'failed'",
    ),
  };
}
