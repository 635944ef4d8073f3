import type { Context } from "../../src/actions/context.ts";
import { ingestEvents } from "../../src/actions/ingest-events.ts";
import { registerWebhook, type WebhookInput } from "../../src/actions/register-webhook.ts";
import type { Outcome } from "../../src/core/attempt.ts";
import { createEventTypeCatalogue } from "../../src/core/event-types.ts";
import { createIdSource } from "../../src/core/ids.ts";
import { headersByName } from "../../src/core/request-headers.ts";
import { SEED_EVENT_TYPES } from "../../src/core/seed-event-types.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { createDispatcher } from "../../src/delivery/dispatcher.ts";
import type { EngineSettings } from "../../src/delivery/engine.ts";
import { createHousekeeping } from "../../src/delivery/housekeeping.ts";
import type { SendRequest } from "../../src/delivery/sender.ts";
import type { SyncFile } from "../../src/store/sqlite/log-sync.ts";
import type { Store } from "../../src/store/store.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { openTemporaryStore } from "./temporary-store.ts";

/** What an endpoint of the test does with a request. */
export type Behaviour = Outcome | "hang";

export const delivered = answered(200);
export const timedOut: Behaviour = "hang";

export function answered(status: number, headers: Record<string, string> = {}): Outcome {
  return { kind: "answered", response: { status, headers, body: new Uint8Array(), truncated: false } };
}
export function refused(status = 500): Outcome {
  return answered(status);
}

export interface SentAttempt {
  readonly url: string;
  /** Since the engine's start, by the wall clock and by the monotonic one. */
  readonly at: number;
  readonly elapsed: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SETTINGS: EngineSettings = {
  policy: { retries: [5 * SECOND, 30 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR], onExhausted: "fail-webhook" },
  timeoutMs: 5 * SECOND,
  concurrency: 4096,
  concurrencyPerWebhook: 64,
  deliveriesPerDay: 1000,
};
const RETENTION = { delivered: 7 * DAY, failed: 30 * DAY, held: 7 * DAY };

/** A disk that is done a turn of the event loop later: what is counted in turns comes to rest whatever the machine. */
const nextTurn: SyncFile = (_, done) => void setImmediate(done, null);

/** The engine on a real store and a clock that moves when told, with endpoints that do as they are told. */
export async function startEngine(settings: Partial<EngineSettings> = {}, opened?: { store: Store; clock: FakeClock }) {
  const temporary = opened ? undefined : await openTemporaryStore({ syncFile: nextTurn });
  const store = opened?.store ?? (temporary?.store as Store);
  const clock = opened?.clock ?? createFakeClock();
  const start = clock.now();
  const began = clock.monotonic();
  const sent: SentAttempt[] = [];
  const behaviours = new Map<string, Behaviour[]>();
  const faults: unknown[] = [];
  const hanging = new Set<{ readonly url: string; end(outcome: Outcome): void }>();

  function send(request: SendRequest): Promise<Outcome> {
    sent.push({
      url: request.url,
      at: clock.now() - start,
      elapsed: clock.monotonic() - began,
      headers: headersByName(request.headers),
      body: Buffer.from(request.body).toString(),
    });
    const own = behaviours.get(request.url) ?? [delivered];
    const behaviour = (own.length > 1 ? own.shift() : own[0]) ?? delivered;
    if (behaviour !== "hang") return Promise.resolve(behaviour);
    return new Promise((resolve) => {
      const cancel = clock.after(request.timeoutMs, () => attempt.end({ kind: "failed", error: "timeout" }));
      const attempt = {
        url: request.url,
        end(outcome: Outcome) {
          cancel();
          hanging.delete(attempt);
          resolve(outcome);
        },
      };
      hanging.add(attempt);
    });
  }

  function interruptAll(): void {
    for (const attempt of [...hanging]) attempt.end({ kind: "failed", error: "interrupted" });
  }

  const sender = { send, interruptAll };
  const dispatcher = createDispatcher({
    store,
    sender,
    clock,
    settings: { ...SETTINGS, ...settings },
    onRecorded: () => {},
    onClockJump: () => {},
    onStorageTrouble: () => {},
    onFault: (fault) => faults.push(fault),
  });
  const housekeeping = createHousekeeping({
    store,
    dispatcher,
    clock,
    retention: RETENTION,
    onFault: (fault) => faults.push(fault),
  });
  let seed = 1;
  const context: Context = {
    store,
    dispatch: dispatcher,
    ids: createIdSource(dispatcher.now, (into) => into.fill(seed++), store.lastSerial()),
    eventTypes: createEventTypeCatalogue(SEED_EVENT_TYPES),
    limits: { accounts: 10_000, keysPerAccount: 100, webhooksPerAccount: 10_000 },
    now: dispatcher.now,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    urlFault: () => undefined,
  };
  const account =
    (await store.accounts.find("acc_test")) ??
    (await store.accounts.create({ id: "acc_test", name: null, managedBy: "api", createdAt: clock.now() }));
  if (!account) throw new Error("No account.");
  await dispatcher.start();

  return {
    store,
    clock,
    dispatcher,
    housekeeping,
    context,
    account,
    sent,
    faults,
    /** Since the start, of one endpoint or of all. */
    attemptedAt: (url?: string) =>
      sent.filter((attempt) => url === undefined || attempt.url === url).map(({ at }) => at),
    /** What the endpoint does, request by request; the last stays. */
    behave(url: string, ...steps: Behaviour[]) {
      behaviours.set(url, steps);
    },
    /** Answers the requests that hang there. */
    answer(url: string, outcome: Outcome) {
      for (const attempt of [...hanging]) if (attempt.url === url) attempt.end(outcome);
    },
    async webhook(url = "http://a.test/", input: Partial<WebhookInput> = {}) {
      const { record } = await registerWebhook(context, account, { url, events: ["*"], ...input });
      return record;
    },
    async post(count = 1, data = "{}") {
      const events = Array.from({ length: count }, () => ({ type: "task.created", data }));
      const { answer } = await ingestEvents(context, account, { events, shape: "many" });
      return JSON.parse(answer).data as {
        id: string;
        deliveries: { id: string; webhook_id: string; status: string }[];
      }[];
    },
    async deliveries(webhook: { readonly row: number }) {
      return (await store.deliveries.list(webhook.row, {}, { limit: 200 })).rows;
    },
    async [Symbol.asyncDispose]() {
      const drained = dispatcher.drain(0);
      await clock.advance(0);
      await drained;
      await temporary?.[Symbol.asyncDispose]();
      if (faults.length > 0) throw faults[0];
    },
  };
}
