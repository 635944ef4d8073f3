import type { Body } from "../core/body.ts";
import type { DeliveryState, HeldReason, Lease, Trigger } from "../core/delivery.ts";
import type { Id } from "../core/ids.ts";
import type { EpochMs } from "../core/time.ts";
import type { Page, PageRequest } from "./page.ts";
import type { TimeRange } from "./time-range.ts";

export interface NewDelivery {
  readonly id: Id;
  readonly webhook: number;
  readonly trigger: Trigger;
  /** Why it starts out held; `null` when it is pending. */
  readonly heldReason: HeldReason | null;
  /** As of `Delivery.dueAt`. */
  readonly dueAt: EpochMs | null;
  /** Set where memory has room for it: the delivery is claimed by its maker. */
  readonly lease: Lease | null;
}
export interface NewEvent {
  readonly id: Id;
  readonly account: number;
  readonly type: string;
  /** RFC 3339 UTC, as it stands in the body. */
  readonly timestamp: string;
  readonly createdAt: EpochMs;
  /** The body that is sent, envelope and all. */
  readonly body: Body;
  readonly test: boolean;
  readonly deliveries: readonly NewDelivery[];
}
/** Remembers the answer of a request beside what it stored. */
export interface Idempotency {
  readonly account: number;
  readonly key: string;
  readonly bodyHash: Uint8Array;
  readonly answer: string;
  readonly at: EpochMs;
  /** An earlier request with the same key counts if it was made after this. */
  readonly seenSince: EpochMs;
}
export type IngestResult =
  | { readonly kind: "stored" }
  | { readonly kind: "replayed"; readonly answer: string }
  | { readonly kind: "mismatch" };

export interface EventDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly state: DeliveryState;
}
export interface EventRecord {
  readonly row: number;
  readonly id: string;
  readonly accountId: string;
  readonly type: string;
  readonly timestamp: string;
  readonly createdAt: EpochMs;
  readonly deliveries: readonly EventDelivery[];
}
export interface EventFilter extends TimeRange {
  readonly type?: string | undefined;
}
export interface EventStore {
  /** All events with all their deliveries in one transaction, or none. Their rows are the serial numbers of their ids. */
  ingest(events: readonly NewEvent[], idempotency?: Idempotency): Promise<IngestResult>;
  /** An earlier answer to this key, without storing anything. */
  findAnswer(
    account: number,
    key: string,
    seenSince: EpochMs,
  ): Promise<Pick<Idempotency, "bodyHash" | "answer"> | undefined>;
  /** Test events are in neither. With `null` anybody's. */
  find(account: number | null, id: string): Promise<(EventRecord & { readonly body: string }) | undefined>;
  list(account: number | null, filter: EventFilter, page: PageRequest): Promise<Page<EventRecord>>;
  /** Whether any event ever stored was of this type. */
  hasType(type: string): Promise<boolean>;
  /** The body that is sent; `undefined` when retention took it. */
  body(row: number): Promise<Body | undefined>;
}
