import { createHash } from "node:crypto";
import { bodyBytes, letGo } from "../core/body.ts";
import { type HeldReason, heldBecause } from "../core/delivery.ts";
import { Refusal } from "../core/errors.ts";
import { eventBody } from "../core/event.ts";
import { DAY, type EpochMs, formatTime } from "../core/time.ts";
import { subscribes, type Webhook, webhookStatus } from "../core/webhook.ts";
import type { Account } from "../store/accounts.ts";
import type { Idempotency, NewDelivery, NewEvent } from "../store/events.ts";
import type { Context } from "./context.ts";
import type { Place } from "./dispatch.ts";
import { checkEvents, type EventInput, type EventsShape, utcTimestamp } from "./event-input.ts";
import { eventMetadata } from "./event-metadata.ts";
import { storeEvents } from "./store-events.ts";

export interface IngestRequest {
  readonly events: readonly EventInput[];
  /** Whether one event was posted, or a batch: it decides the answer's shape and the paths of faults. */
  readonly shape: EventsShape;
  readonly idempotency?: { readonly key: string; readonly body: Uint8Array } | undefined;
}
export interface IngestAnswer {
  /** JSON text, ready to send. */
  readonly answer: string;
  /** It was given before, and nothing was sent now. */
  readonly replayed: boolean;
}

/** An idempotency key is remembered for this long. */
const IDEMPOTENCY_KEPT = DAY;

interface PlannedDelivery extends NewDelivery {
  readonly webhookId: string;
  readonly place: Place | null;
}
interface PlannedEvent extends NewEvent {
  readonly bodyBytes: number;
  readonly deliveries: readonly PlannedDelivery[];
}

/**
 * Accepts events: all of them, with a delivery for every webhook that listens, or none. Resolves when they are on disk.
 *
 * @throws Refusal `unknown_event_type`, `validation_failed`, `idempotency_mismatch`
 */
export async function ingestEvents(context: Context, account: Account, request: IngestRequest): Promise<IngestAnswer> {
  checkEvents(context.eventTypes, account, request);
  const { idempotency } = request;
  const bodyHash = idempotency && createHash("sha256").update(idempotency.body).digest();
  const seenSince = context.now() - IDEMPOTENCY_KEPT;
  if (idempotency && bodyHash) {
    const earlier = await context.store.events.findAnswer(account.row, idempotency.key, seenSince);
    if (earlier && !bodyHash.equals(earlier.bodyHash)) throw mismatch();
    if (earlier) return { answer: earlier.answer, replayed: true };
  }

  const webhooks = await context.store.webhooks.ofAccount(account.row);
  // From the first id to the store's queue without a pause: rows get their keys in the order of their ids.
  const at = context.now();
  const planned = request.events.map((event) => planEvent(context, account, webhooks, event, at));
  const answer = answerOf(planned, request.shape);
  const remember: Idempotency | undefined = idempotency &&
    bodyHash && { account: account.row, key: idempotency.key, bodyHash, answer, at, seenSince };
  return store(context, planned, answer, remember);
}

async function store(
  context: Context,
  planned: readonly PlannedEvent[],
  answer: string,
  remember: Idempotency | undefined,
): Promise<IngestAnswer> {
  const result = await storeEvents(context, planned, remember).catch((fault: unknown) => {
    forgo(context, planned);
    throw fault;
  });
  for (const { body } of planned) letGo(body);
  if (result.kind === "stored") {
    handOver(context, planned);
    return { answer, replayed: false };
  }
  forgo(context, planned);
  if (result.kind === "mismatch") throw mismatch();
  return { answer: result.answer, replayed: true };
}

function planEvent(
  context: Context,
  account: Account,
  webhooks: readonly Webhook[],
  input: EventInput,
  at: EpochMs,
): PlannedEvent {
  const id = context.ids.mint("evt");
  const timestamp = input.timestamp === undefined ? formatTime(at) : utcTimestamp(input.timestamp);
  const metadata = eventMetadata(account.id, input.metadata);
  const body = eventBody({ id: id.text, type: input.type, timestamp, metadata }, input.data);
  letGo(input.data);
  const bytes = bodyBytes(body);
  const deliveries: PlannedDelivery[] = [];
  for (const webhook of webhooks) {
    if (subscribes(webhook.events, input.type)) deliveries.push(planDelivery(context, webhook, bytes, at));
  }
  return {
    id,
    account: account.row,
    type: input.type,
    timestamp,
    createdAt: at,
    body,
    bodyBytes: bytes,
    test: false,
    deliveries,
  };
}

function planDelivery(context: Context, webhook: Webhook, bodyBytes: number, at: EpochMs): PlannedDelivery {
  const stopped = heldBecause(webhookStatus(webhook));
  const place = stopped === null ? context.dispatch.reserve(webhook.row, bodyBytes) : null;
  const heldReason: HeldReason | null = place?.kind === "daily_limit" ? "daily_limit" : stopped;
  return {
    id: context.ids.mint("del"),
    webhook: webhook.row,
    webhookId: webhook.id,
    trigger: "event",
    heldReason,
    dueAt: place && (place.kind === "daily_limit" ? place.until : at),
    lease: place?.kind === "memory" ? place.lease : null,
    place,
  };
}

function handOver(context: Context, planned: readonly PlannedEvent[]): void {
  for (const event of planned) {
    for (const delivery of event.deliveries) dispatchStored(context, event, delivery);
  }
}

function dispatchStored(context: Context, event: PlannedEvent, delivery: PlannedDelivery): void {
  const { place, dueAt } = delivery;
  if (place === null || dueAt === null) return;
  if (place.kind !== "memory") {
    context.dispatch.wake(delivery.webhook, dueAt);
    return;
  }
  context.dispatch.accept({
    row: delivery.id.serial,
    id: delivery.id.text,
    event: event.id.serial,
    eventType: event.type,
    webhook: delivery.webhook,
    trigger: "event",
    test: false,
    attempts: 0,
    scheduleBase: 0,
    dueAt,
    heldSince: null,
    lease: place.lease,
    bodyBytes: event.bodyBytes,
    body: place.keepBody && typeof event.body === "string" ? event.body : null,
  });
}

function forgo(context: Context, planned: readonly PlannedEvent[]): void {
  for (const { deliveries, bodyBytes } of planned) {
    for (const { webhook, place } of deliveries) {
      if (place?.kind === "memory") context.dispatch.forgo(webhook, place, bodyBytes);
    }
  }
}

function answerOf(planned: readonly PlannedEvent[], shape: EventsShape): string {
  const answers = planned.map(eventAnswer);
  return shape === "one" ? answers.join() : `{"data":[${answers.join()}]}`;
}

function eventAnswer({ id, type, timestamp, deliveries }: PlannedEvent): string {
  const rows = deliveries.map(
    ({ id, webhookId, heldReason }) =>
      `{"id":"${id.text}","webhook_id":"${webhookId}","status":"${heldReason === null ? "pending" : "held"}"}`,
  );
  return `{"id":"${id.text}","type":${JSON.stringify(type)},"timestamp":"${timestamp}","deliveries":[${rows.join()}]}`;
}

function mismatch(): Refusal {
  return new Refusal(
    "idempotency_mismatch",
    "This Idempotency-Key came with another body in the last 24 hours. Repeat a request byte for byte, or use a new key for a new request.",
  );
}
