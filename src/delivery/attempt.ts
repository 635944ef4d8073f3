import { errorOf, type Outcome } from "../core/attempt.ts";
import { letGo } from "../core/body.ts";
import { countsForDay } from "../core/delivery.ts";
import { headerLines } from "../core/request-headers.ts";
import { type RetryPolicy, type Settlement, settle } from "../core/settle.ts";
import { type Clock, type EpochMs, type Millis, utcDay } from "../core/time.ts";
import { type Webhook, webhookStatus } from "../core/webhook.ts";
import type { SentRequest } from "../store/deliveries.ts";
import type { Guarded, SettledAttempt } from "../store/queue.ts";
import type { Store } from "../store/store.ts";
import { identityOf } from "./client-identity.ts";
import type { PatientWrites } from "./patient-writes.ts";
import type { ReadyDelivery } from "./readiness.ts";
import type { Sender } from "./sender.ts";
import { sign } from "./signing.ts";

/** A request that was made, and what came of it. */
export interface MadeAttempt {
  readonly ready: ReadyDelivery;
  readonly request: SentRequest;
  readonly startedAt: EpochMs;
  readonly responseTimeMs: Millis;
  readonly outcome: Outcome;
}

/** An attempt as it went into the log. */
export interface RecordedAttempt extends SettledAttempt {
  readonly webhookId: string;
  readonly accountId: string;
  /** `stale`: another owner had the delivery, so nothing was recorded. */
  readonly recorded: Guarded;
}

export interface AttemptDeps {
  readonly store: Pick<Store, "webhooks" | "queue">;
  readonly sender: Pick<Sender, "send">;
  readonly writes: PatientWrites;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  /** For signing, DNS, connect, TLS and the whole answer together. */
  readonly timeoutMs: Millis;
}

/** One attempt, as a pipe: `make` signs and sends, `record` judges and stores. The slot is free between the two. */
export interface AttemptPipe {
  make(ready: ReadyDelivery): Promise<MadeAttempt>;
  /** `undefined` when the storage failed until the end: the attempt is then made again after a restart. */
  record(made: MadeAttempt): Promise<RecordedAttempt | undefined>;
}

const TIMEOUT: Outcome = { kind: "failed", error: "timeout" };

export function createAttemptPipe(deps: AttemptDeps): AttemptPipe {
  const { sender, clock } = deps;

  return {
    async make(ready) {
      const startedAt = clock.now();
      const began = clock.monotonic();
      const signing = sign(ready, startedAt);
      const request = signing instanceof Promise ? await signing : signing;
      const headers = linesOf(ready, request, startedAt);
      // A large body is signed while others have their turns, for as long as those take. Rounded up: no attempt ends before its time.
      const timeoutMs = Math.ceil(deps.timeoutMs - (clock.monotonic() - began));
      const sent = { url: request.url, headers, body: ready.body, timeoutMs, identity: identityOf(ready.webhook) };
      const outcome = timeoutMs > 0 ? await sender.send(sent) : TIMEOUT;
      letGo(ready.body);
      return { ready, request, startedAt, responseTimeMs: Math.round(clock.monotonic() - began), outcome };
    },
    record(made) {
      return deps.writes.store(async () => {
        // From judging to the store's queue without a pause: the webhook's state is as new as what is committed.
        const webhook = (await deps.store.webhooks.get(made.ready.delivery.webhook)) ?? made.ready.webhook;
        const settled = judge(made, webhook, clock.nowRoundedUp(), deps.policy);
        const recorded = await deps.store.queue.settle(settled);
        return { ...settled, webhookId: webhook.id, accountId: webhook.accountId, recorded };
      });
    },
  };
}

function linesOf(ready: ReadyDelivery, request: SentRequest, startedAt: EpochMs): string {
  const { id, eventType, attempts, bodyBytes } = ready.delivery;
  return headerLines({ ...request, deliveryId: id, eventType, attempt: attempts + 1, startedAt, bodyBytes });
}

function judge(made: MadeAttempt, webhook: Webhook, at: EpochMs, policy: RetryPolicy): SettledAttempt {
  const { ready, request, startedAt, responseTimeMs, outcome } = made;
  const { delivery } = ready;
  const response = outcome.kind === "answered" ? outcome.response : null;
  const settlement: Settlement = settle(delivery, outcome, at, webhookStatus(webhook), policy);
  return {
    delivery,
    attempt: {
      number: delivery.attempts + 1,
      startedAt,
      responseTimeMs,
      statusCode: response?.status ?? null,
      error: errorOf(outcome),
      response,
    },
    request,
    settlement,
    at,
    countedDay: countsForDay(delivery) ? utcDay(startedAt) : null,
  };
}
