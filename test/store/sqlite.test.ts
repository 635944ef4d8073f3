import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { DAY } from "../../src/core/time.ts";
import type { Webhook } from "../../src/core/webhook.ts";
import { FolderInUse } from "../../src/store/sqlite/lock.ts";
import { NewerSchema } from "../../src/store/sqlite/migrate.ts";
import { openDatabase, openStore } from "../../src/store/sqlite/open.ts";
import { createSecretBox } from "../../src/store/sqlite/secret-box.ts";
import type { Store } from "../../src/store/store.ts";
import { startEngine } from "../support/engine.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { openTemporaryStore } from "../support/temporary-store.ts";
import { storeSuite } from "./suite.ts";

storeSuite("SQLite", openTemporaryStore);

/** A pending delivery to a new webhook, whose row it gives. */
async function storeOneDelivery(store: Store, dueAt: number): Promise<number> {
  const account = (await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: 1 }))?.row ?? 0;
  const own = { id: "wh_1", account, url: "http://a.test/", description: null, events: ["*"], enabled: true };
  const made = { ...own, secret: "s", managedBy: "api", createdAt: 1, updatedAt: 1 } as const;
  const webhook = ((await store.webhooks.create(made, 1)) as Webhook).row;
  const event = { account, type: "task.created", timestamp: "x", createdAt: 1, body: "{}", test: false };
  const id = (serial: number) => ({ serial, salt: 1, text: "" });
  const delivery = { id: id(2), webhook, trigger: "event", heldReason: null, dueAt, lease: null } as const;
  await store.events.ingest([{ ...event, id: id(1), deliveries: [delivery] }]);
  return webhook;
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  return {
    folder,
    file: join(folder, "taskflow-hooks.db"),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test("a file of a newer version is refused, and left untouched", async () => {
  using place = temporaryFolder();
  const db = openDatabase(place.file);
  db.run("pragma user_version = 999");
  db.close();
  const before = readFileSync(place.file);
  expect(openStore({ folder: place.folder })).rejects.toThrow(NewerSchema);
  expect(openStore({ folder: place.folder })).rejects.toThrow("schema version 999");
  expect(readFileSync(place.file).equals(before)).toBe(true);
});

test("a database of the first schema is brought up to date, with what is in it", async () => {
  using place = temporaryFolder();
  const store = await openStore({ folder: place.folder });
  const row = await storeOneDelivery(store, 1);
  await store.close();
  const db = new Database(place.file);
  db.run("drop table client_certificates");
  db.run("pragma user_version = 1");
  db.close();
  const again = await openStore({ folder: place.folder });
  expect(await again.webhooks.get(row)).toMatchObject({ id: "wh_1", secret: "s", clientCertificate: null });
  await again.close();
});

test("a second opener of the folder is refused, and may have it afterwards", async () => {
  using place = temporaryFolder();
  const first = await openStore({ folder: place.folder });
  expect(openStore({ folder: place.folder })).rejects.toThrow(FolderInUse);
  await first.close();
  await (await openStore({ folder: place.folder })).close();
});

test("the folder and the file are for their owner alone", async () => {
  using place = temporaryFolder();
  const folder = join(place.folder, "deep", "data");
  await (await openStore({ folder })).close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "taskflow-hooks.db")).mode & 0o777).toBe(0o600);
});

test("the schema is the golden one", () => {
  using place = temporaryFolder();
  const db = openDatabase(place.file);
  const rows = db
    .query("select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by type desc, name")
    .all();
  const schema = `${(rows as { sql: string }[]).map(({ sql }) => `${sql};`).join("\n\n")}\n`;
  db.close();
  const golden = join(import.meta.dir, "..", "schema.sql");
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, schema);
  expect(schema).toBe(readFileSync(golden, "utf8"));
});

test("what was resolved is there after a kill", async () => {
  using place = temporaryFolder();
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dir, "../../src/store/sqlite/open.ts"))};
    const store = await openStore({ folder: ${JSON.stringify(place.folder)} });
    await store.accounts.create({ id: "acc_kept", name: null, managedBy: "api", createdAt: 1 });
    console.log("stored");
    await new Promise(() => setInterval(() => {}, 1000));`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  await child.stdout.getReader().read();
  child.kill("SIGKILL");
  await child.exited;
  const store = await openStore({ folder: place.folder });
  expect(await store.accounts.find("acc_kept")).toBeDefined();
  await store.close();
});

test("a full disk refuses the write with StorageFull, says so to a probe, and takes writes again when there is room", async () => {
  using place = temporaryFolder();
  const db = openDatabase(place.file);
  const { page_count: pages } = db.query("pragma page_count").get() as { page_count: number };
  db.close();
  const { createStore } = await import("../../src/store/sqlite/open.ts");
  const limited = openDatabase(place.file);
  limited.run(`pragma max_page_count = ${pages + 4}`);
  const secrets = createSecretBox(new Uint8Array(32));
  const store = createStore({ db: limited, file: place.file, secrets, unlock() {} });
  const big = { id: "acc_big", name: "x".repeat(200_000), managedBy: "api", createdAt: 1 } as const;
  expect(store.accounts.create(big)).rejects.toMatchObject({ name: "StorageFull" });
  expect(await store.upkeep.probe()).toBe(false);
  limited.run("pragma max_page_count = 100000");
  expect(await store.upkeep.probe()).toBe(true);
  expect(await store.accounts.create(big)).toBeDefined();
  await store.close();
});

test.each([
  ["a held delivery without a reason", "update queue set state = 'held', due_at = null, stopped_at = 1"],
  ["a pending delivery without a due time", "update queue set due_at = null"],
  ["a settled delivery in the queue", "update queue set state = 'delivered', due_at = null, stopped_at = 1"],
  [
    "a held delivery with a lease",
    "update queue set state = 'held', held_reason = 'webhook_failed', due_at = null, stopped_at = 1, lease = 1, lease_until = 1",
  ],
  [
    "a hold for the day without an end",
    "update queue set state = 'held', held_reason = 'daily_limit', due_at = null, stopped_at = 1",
  ],
  [
    "a discarded delivery that nobody is about to end",
    "update queue set state = 'canceled', due_at = null, stopped_at = 1",
  ],
  ["a lease without an end", "update queue set lease = 1"],
  ["a state that is none", "update queue set state = 'lost'"],
  ["text where a number belongs", "update queue set created_at = 'yesterday'"],
  ["a delivery of a later event", "update queue set event = 3"],
  ["a delivery of no webhook", "update queue set webhook = 9"],
  ["a failed delivery without a reason", "update settled set state = 'failed'"],
  ["a pending delivery among the settled ones", "update settled set state = 'pending'"],
  ["an attempt without its request", "update settled set sent_signatures = null"],
  ["an attempt of none", "update settled set attempts = 0"],
  ["a webhook that failed for no reason", "update webhooks set failed_at = 1"],
  ["a webhook without events", "update webhooks set events = '[]'"],
  ["an event whose deliveries came before it", "update events set last_delivery = 1"],
  [
    "an attempt before the first",
    `insert into attempts (delivery, number, sent_url, sent_signatures, started_at, response_time_ms) values (1, 0, 1, '', 1, 1)`,
  ],
])("the table forbids %s", (_, sql) => {
  using place = temporaryFolder();
  const db = openDatabase(place.file);
  db.run(`insert into accounts values (1, 'acc_1', null, 'api', 1, null);
    insert into webhooks (id, uid, account, url, events, enabled, secret, managed_by, created_at, updated_at)
      values (1, 'wh_1', 1, 'u', '["*"]', 1, x'00', 'api', 1, 1);
    insert into event_types values (1, 't');
    insert into events (id, salt, account, type, created_at, test, last_delivery, body) values (1, 1, 1, 1, 1, 0, 3, '{}');
    insert into queue (id, salt, event, webhook, type, state, trigger, test, created_at, due_at)
      values (2, 1, 1, 1, 1, 'pending', 'event', 0, 1, 1);
    insert into settled (id, salt, event, webhook, type, state, trigger, test, created_at, settled_at, attempts, started_at, sent_signatures)
      values (3, 1, 1, 1, 1, 'delivered', 'event', 0, 1, 1, 1, 1, x'00');`);
  expect(() => db.run(sql)).toThrow(/constraint|cannot store/i);
  db.close();
});

/** What a statement may walk over as a whole: tables of a few rows, lists that it is given, what a query in it found, and aggregates over webhooks. */
const SMALL =
  /^(accounts|webhooks|webhook_counts|event_types|types|urls|api_keys|encryption|probe|w|c|k|a|asked|due|\(subquery-\d+\))$/;

interface Plan {
  readonly sql: string;
  readonly steps: readonly string[];
}

/** How SQLite goes about all that the store asks of it, as that is prepared at the start, and about `others`. */
async function plans(...others: readonly string[]): Promise<readonly Plan[]> {
  using place = temporaryFolder();
  const statements = new Set<string>();
  const real = Database.prototype.prepare;
  Database.prototype.prepare = function record(this: Database, sql: string, ...rest: never[]) {
    statements.add(sql);
    return real.call(this, sql, ...rest);
  } as typeof real;
  try {
    await (await openStore({ folder: place.folder })).close();
  } finally {
    Database.prototype.prepare = real;
  }
  expect(statements.size).toBeGreaterThan(40);
  const db = openDatabase(place.file);
  const planned = [...statements, ...others].map((sql) => {
    const plan = db.query<{ detail: string }, []>(`explain query plan ${sql.replaceAll(/\?\d*/g, "null")}`).all();
    return { sql: sql.replaceAll(/\s+/g, " ").trim(), steps: plan.map(({ detail }) => detail) };
  });
  db.close();
  return planned;
}

/** The tables that a statement walks over. */
function scansOf({ steps }: Plan): string[] {
  return steps.flatMap((step) => /^SCAN (\S+)/.exec(step)?.[1] ?? []);
}

test("no statement on events, deliveries or attempts scans a table", async () => {
  const growing = /\b(events|queue|settled|attempts|idempotency_keys|activity)\b/;
  const scans = (await plans())
    .filter(({ sql }) => growing.test(sql))
    .flatMap((plan) => scansOf(plan).map((table) => ({ table, sql: plan.sql })));
  expect(scans.filter(({ table }) => !SMALL.test(table))).toEqual([]);
});

test("what belongs to an account or a webhook is found by an index, also when that is removed", async () => {
  const removals = ["delete from accounts where id = 1", "delete from webhooks where id = 1"];
  // Not those that are for `(? is null or account = ?)`: everybody.
  const own = (await plans(...removals)).filter(({ sql }) => /account = \?(?!\))/.test(sql) || removals.includes(sql));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((plan) => scansOf(plan).length > 0)).toEqual([]);
});

test("a statement on the rows of a time reads them alone, and sorts none", async () => {
  const ofTime = (await plans()).filter(({ sql }) => /\bid >= \?/.test(sql));
  const reads = ofTime.flatMap(({ sql, steps }) =>
    steps.filter((step) => /^(SEARCH|USE TEMP)/.test(step)).map((step) => ({ step, sql })),
  );
  expect(reads.length).toBeGreaterThan(5);
  const beyond = reads.filter(({ step }) => !/id>\? AND (row)?id<\?\)$/.test(step));
  // Each row's last attempt besides.
  expect(beyond.filter(({ step }) => step !== "SEARCH a USING PRIMARY KEY (delivery=?)")).toEqual([]);
});

test("what is held and let go of in small writes is found by an index that leaves out the rest", async () => {
  const small = (await plans()).filter(({ sql }) => /^update queue .* where id in /.test(sql));
  const found = small.map(({ steps }) => steps.find((step) => step.includes("USING INDEX")));
  expect(found.sort()).toEqual([
    "SEARCH queue USING INDEX queue_due (webhook=?)",
    "SEARCH queue USING INDEX queue_held_of_webhook (webhook=? AND due_at<?)",
    "SEARCH queue USING INDEX queue_held_of_webhook (webhook=? AND due_at=?)",
  ]);
});

test("a wall clock that is set changes no row of the queue, and is known after a restart", async () => {
  using place = temporaryFolder();
  const store = await openStore({ folder: place.folder });
  const webhook = await storeOneDelivery(store, 1_000);
  const queue = () => {
    const db = new Database(place.file, { readonly: true });
    const rows = db.query("select * from queue").all();
    db.close();
    return rows;
  };
  const before = queue();
  for (const by of [60_000, -10_000]) store.queue.moveDue(by);
  expect(await store.queue.dueWebhooks()).toEqual([{ webhook, dueAt: 51_000 }]);
  await store.close();
  expect(queue()).toEqual(before);
  const reopened = await openStore({ folder: place.folder });
  expect(await reopened.queue.dueWebhooks()).toEqual([{ webhook, dueAt: 51_000 }]);
  await reopened.close();
});

test("an answer is not given once more before it is on disk", async () => {
  let held: (() => void) | undefined;
  let holds = false;
  const holding = Promise.withResolvers<void>();
  await using temporary = await openTemporaryStore({
    syncFile(_, done) {
      if (!holds) {
        setImmediate(done, null);
        return;
      }
      held = () => done(null);
      holding.resolve();
    },
  });
  const { store } = temporary;
  const account = await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: 1 });
  holds = true;
  const seenSince = 0;
  const remembered = {
    account: account?.row ?? 0,
    key: "k",
    bodyHash: new Uint8Array(32),
    answer: "{}",
    at: 1,
    seenSince,
  };
  const stored = store.events.ingest([], remembered);
  await holding.promise;
  const again = store.events.findAnswer(remembered.account, "k", seenSince);
  holds = false;
  expect([Bun.peek.status(stored), Bun.peek.status(again)]).toEqual(["pending", "pending"]);
  held?.();
  expect((await again)?.answer).toBe("{}");
  expect((await stored).kind).toBe("stored");
});

test("a URL that was sent to stays while the log shows it, and goes with its webhook, also an earlier one", async () => {
  await using temporary = await openTemporaryStore({ syncFile: (_, done) => void setImmediate(done, null) });
  const { store, folder } = temporary;
  await using engine = await startEngine({}, { store, clock: createFakeClock() });
  const db = new Database(join(folder, "taskflow-hooks.db"), { readonly: true });
  const urls = () => db.query<{ url: string }, []>("select distinct url from urls order by url").all();
  const first = { url: "https://a.test/?token=first" };
  const second = { url: "https://a.test/?token=second" };
  const removed = await engine.webhook(first.url);
  await engine.webhook(first.url);
  await engine.post();
  await engine.clock.rest();
  await updateWebhook(engine.context, removed, second);
  await engine.post();
  await engine.clock.rest();
  await store.webhooks.remove(removed.webhook.row, engine.clock.now());
  await engine.housekeeping.tidy();
  expect(urls()).toEqual([first, second]);
  await engine.clock.skip(8 * DAY);
  for (let round = 0; round < 2; round++) await engine.housekeeping.tidy();
  expect(urls()).toEqual([first]);
  db.close();
});
