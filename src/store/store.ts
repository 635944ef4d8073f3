import type { Activity } from "../core/activity.ts";
import type { Attempt, AttemptError, EndpointResponse } from "../core/attempt.ts";
import type { Body } from "../core/body.ts";
import type { Claim, ClaimedDelivery, Delivery, DeliveryState, HeldReason, Lease, Trigger } from "../core/delivery.ts";
import type { IdBeginning } from "../core/id-beginning.ts";
import type { Id } from "../core/ids.ts";
import type { Settlement } from "../core/settle.ts";
import type { EpochMs, Millis } from "../core/time.ts";
import type { ManagedBy, Webhook, WebhookCounts } from "../core/webhook.ts";

/**
 * All that is kept. Every promise of a write settles when the transaction that holds it is on disk; a write that cannot
 * be stored rejects alone, with `StorageFull` or `StorageFault`, and rarely, when the disk fails late, is there all the same (`mayBeStored`).
 * Lists are newest first.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly keys: KeyStore;
  readonly webhooks: WebhookStore;
  readonly events: EventStore;
  readonly deliveries: DeliveryStore;
  readonly queue: QueueStore;
  readonly upkeep: UpkeepStore;
  readonly activity: ActivityStore;
  /** The highest serial number of the ids that are stored: new ones go on after it. */
  lastSerial(): number;
  /** Flushes what is waiting and lets go of the folder. */
  close(): Promise<void>;
}

interface TroubleOptions extends ErrorOptions {
  /** The write was committed before the disk failed. */
  readonly isLate?: boolean | undefined;
}
abstract class StorageTrouble extends Error {
  readonly isLate: boolean;
  constructor(message: string, { isLate = false, ...options }: TroubleOptions = {}) {
    super(message, options);
    this.isLate = isLate;
  }
}

/** The disk, or the quota, has no room: the write was not stored. */
export class StorageFull extends StorageTrouble {
  override readonly name = "StorageFull";
}

/** The storage failed in another way: the write was not stored. */
export class StorageFault extends StorageTrouble {
  override readonly name = "StorageFault";
}

/** Whether a fault is the storage's, so that the same write may go through later. */
export function isStorageTrouble(fault: unknown): fault is StorageFull | StorageFault {
  return fault instanceof StorageFull || fault instanceof StorageFault;
}

/** Whether a write that was refused with this may be there all the same: it was committed, and the disk failed then. */
export function mayBeStored(fault: unknown): boolean {
  return isStorageTrouble(fault) && fault.isLate;
}

export interface PageRequest {
  /** At most so many rows. */
  readonly limit: number;
  /** Rows older than this row only: the `next` of the page before. */
  readonly before?: number | undefined;
}
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; `null` on the last. */
  readonly next: number | null;
}
/** `since` is inclusive, `until` exclusive, both on the time of creation. */
export interface TimeRange {
  readonly since?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
}

export interface Account {
  readonly row: number;
  readonly id: string;
  readonly name: string | null;
  readonly managedBy: ManagedBy;
  readonly createdAt: EpochMs;
}
export interface AccountStore {
  /** `undefined` when the id is taken. */
  create(account: Omit<Account, "row">): Promise<Account | undefined>;
  /** `limit` is how many there may be, the new one included. */
  createWithin(limit: number, account: Omit<Account, "row">): Promise<Account | "limit" | "taken">;
  find(id: string): Promise<Account | undefined>;
  list(page: PageRequest): Promise<Page<Account>>;
  /** `false` when there is no such account. */
  rename(row: number, name: string | null): Promise<boolean>;
  setManagedBy(row: number, managedBy: ManagedBy): Promise<boolean>;
  /** Ends the account with its keys and webhooks; what it stored is removed by `upkeep` later. */
  remove(row: number, at: EpochMs): Promise<boolean>;
}

export interface ApiKey {
  readonly id: string;
  /** `null` on an operator's key. */
  readonly account: number | null;
  readonly accountId: string | null;
  readonly name: string | null;
  readonly last4: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  readonly lastUsedAt: EpochMs | null;
  readonly managedBy: ManagedBy;
}
export interface KeyStore {
  /** `hash` is the SHA-256 of the key; `undefined` when a key with this hash exists, or the account is gone. */
  create(key: Omit<ApiKey, "accountId">, hash: Uint8Array): Promise<ApiKey | undefined>;
  /** `limit` is how many its account may have, expired ones and the new one included. */
  createWithin(limit: number, key: Omit<ApiKey, "accountId">, hash: Uint8Array): Promise<ApiKey | "limit" | undefined>;
  /** The key with this hash, expired or not. */
  findByHash(hash: Uint8Array): Promise<ApiKey | undefined>;
  /** An account's key, or with `null` an operator's. */
  find(account: number | null, id: string): Promise<ApiKey | undefined>;
  /** An account's keys, or with `null` the operator's. */
  list(account: number | null, page: PageRequest): Promise<Page<ApiKey>>;
  /** All keys made by the configuration. */
  listManagedByConfig(): Promise<readonly ApiKey[]>;
  remove(account: number | null, id: string): Promise<boolean>;
  touch(id: string, at: EpochMs): Promise<void>;
  /** Whether any key exists. */
  any(): Promise<boolean>;
}

export interface WebhookRecord {
  readonly webhook: Webhook;
  readonly counts: WebhookCounts;
}
export type NewWebhook = Omit<
  Webhook,
  | "row"
  | "accountId"
  | "previousSecret"
  | "previousSecretExpiresAt"
  | "clientCertificate"
  | "failedAt"
  | "failureReason"
> &
  Partial<Pick<Webhook, "clientCertificate">>;
export type WebhookChange = Partial<
  Pick<
    Webhook,
    | "url"
    | "description"
    | "events"
    | "enabled"
    | "secret"
    | "previousSecret"
    | "previousSecretExpiresAt"
    | "clientCertificate"
    | "failedAt"
    | "failureReason"
    | "managedBy"
  >
>;
export interface WebhookStore {
  /**
   * `"limit"` when the account has `limit` webhooks already, also under concurrent calls; `"taken"` when the id is; `"gone"`
   * when the account is.
   */
  create(webhook: NewWebhook, limit: number): Promise<Webhook | "limit" | "taken" | "gone">;
  /** The webhook by its row, deleted ones left out; cheap, from memory. */
  get(row: number): Promise<Webhook | undefined>;
  /** An account's webhook, or with `null` anybody's. */
  find(account: number | null, id: string): Promise<WebhookRecord | undefined>;
  list(account: number | null, page: PageRequest): Promise<Page<WebhookRecord>>;
  listManagedByConfig(): Promise<readonly Webhook[]>;
  /** All webhooks of an account that are not deleted; cheap, from memory. */
  ofAccount(account: number): Promise<readonly Webhook[]>;
  counts(row: number): Promise<WebhookCounts>;
  /** Changes the fields given and `updatedAt`; `undefined` when it is gone. */
  update(row: number, change: WebhookChange, at: EpochMs): Promise<Webhook | undefined>;
  /** Deletes it and cancels its deliveries; `false` when it is gone already. */
  remove(row: number, at: EpochMs): Promise<boolean>;
}

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

/** What was sent, as far as it cannot be worked out again. */
export interface SentRequest {
  readonly url: string;
  /** The values of `X-TaskFlow-Signature` and `webhook-signature`. */
  readonly taskflowSignature: string;
  readonly standardSignature: string;
}
export interface AttemptRecord extends Attempt {
  readonly response: EndpointResponse | null;
}
export interface DeliveryDetail extends Omit<Delivery, "attempts"> {
  readonly attempts: readonly AttemptRecord[];
  /** Of the latest attempt; `null` before the first. */
  readonly request: SentRequest | null;
  readonly body: string;
}
export interface DeliveryFilter extends TimeRange {
  readonly state?: DeliveryState | undefined;
  readonly eventType?: string | undefined;
}
/** What the last attempt came to. A delivery without one is none of those. */
export interface LastAttemptFilter {
  /** From the one to below the other. */
  readonly statusCode?: readonly [from: number, to: number] | undefined;
  readonly error?: AttemptError | undefined;
}
export interface DeliverySearch extends DeliveryFilter, LastAttemptFilter {
  /** The row of a webhook. */
  readonly webhook?: number | undefined;
  /** The whole id of an event. */
  readonly eventId?: string | undefined;
  readonly id?: IdBeginning | undefined;
}
/** Which failed deliveries are sent again. */
export interface RecoveryFilter extends TimeRange, LastAttemptFilter {
  readonly eventType?: string | undefined;
}
/**
 * A job over the rows that there were when it began, in small writes: each looks at up to `limit` of them, at none twice, and
 * changes those that it is for. Call until it has looked at less.
 */
export type Walk = (at: EpochMs, limit: number) => Promise<{ readonly looked: number; readonly changed: number }>;
export interface DeliveryStore {
  list(webhook: number, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /**
   * Those of an account, or with `null` of all, deleted webhooks left out. It looks at a bounded number of rows: a page may have
   * fewer than it was asked for, or none, and yet say where the next one begins.
   */
  search(account: number | null, filter: DeliverySearch, page: PageRequest): Promise<Page<Delivery>>;
  find(webhook: number, id: string): Promise<DeliveryDetail | undefined>;
  /**
   * Makes a delivery due now with a fresh schedule, whatever its state, as a redelivery. One that is in an attempt is due
   * again when that has ended. `undefined` when there is none.
   */
  redeliver(webhook: number, id: string, now: EpochMs): Promise<Delivery | undefined>;
  /** The same for the failed ones of a time, expired ones among them, tests not. One that fails again meanwhile stays failed. */
  recover(webhook: number, filter: RecoveryFilter): Promise<Walk>;
  /** Cancels the pending and held ones of a time. */
  discard(webhook: number, range: TimeRange): Promise<Walk>;
  /** The same way as `recover` and `discard` would go, but nothing is changed: `changed` is what they would change. */
  wouldRecover(webhook: number, filter: RecoveryFilter): Promise<Walk>;
  wouldDiscard(webhook: number, range: TimeRange): Promise<Walk>;
}

/** One attempt and what came of it, to be recorded together. */
export interface SettledAttempt {
  readonly delivery: ClaimedDelivery;
  readonly attempt: AttemptRecord;
  readonly request: SentRequest;
  readonly settlement: Settlement;
  readonly at: EpochMs;
  /** The UTC day that the delivery counts for, when this was its first attempt. */
  readonly countedDay: number | null;
}
/**
 * `"again"`: a redelivery was asked for during the attempt, so the delivery is due at once, whatever came of it.
 * `"canceled"`: it was discarded during the attempt, which is recorded, and is the last.
 * `"stale"`: the delivery had another owner, or was gone, and no row changed.
 */
export type Guarded = "done" | "again" | "canceled" | "stale";

/** The job table: who may attempt what, and when. */
export interface QueueStore {
  /**
   * Every webhook that has unclaimed deliveries with a due time, with the earliest of the pending ones, and once more with the
   * earliest of those held for the day.
   */
  dueWebhooks(): Promise<readonly { readonly webhook: number; readonly dueAt: EpochMs }[]>;
  /** Claims up to `limit` deliveries of a webhook that are due, earliest first, with their bodies where these are small; `nextDueAt` is of what it left. */
  claim(
    webhook: number,
    now: EpochMs,
    limit: number,
    lease: Lease,
  ): Promise<{ readonly claimed: readonly ClaimedDelivery[]; readonly nextDueAt: EpochMs | null }>;
  /**
   * Records the attempt, moves the delivery, and fails the webhook where the settlement says so. One that is repeated, because the
   * disk failed late, is `"done"` if it had been recorded, and is not recorded again.
   */
  settle(settled: SettledAttempt): Promise<Guarded>;
  /** Gives claimed deliveries back: pending as they were. */
  release(claims: readonly Claim[]): Promise<void>;
  /** Gives back all that a lease holds, for who was refused the claim and does not know what that took, if anything. How many it were. */
  releaseAll(lease: Lease): Promise<number>;
  /**
   * Holds claimed deliveries. `dueAt` is the end of a daily limit's hold; one of which a redelivery was asked for meanwhile does not
   * count for the day, and is released instead.
   */
  hold(deliveries: readonly ClaimedDelivery[], reason: HeldReason, dueAt: EpochMs | null, at: EpochMs): Promise<void>;
  /** Holds up to `limit` unclaimed pending deliveries of a webhook that was stopped; how many it were. Call until it is less. */
  holdWaiting(webhook: number, reason: HeldReason, at: EpochMs, limit: number): Promise<number>;
  /** Holds `until` another day what is due of a webhook, unclaimed, and would count, and what was held until now. */
  holdForDay(webhook: number, until: EpochMs): Walk;
  /** Every webhook that has held deliveries. */
  heldWebhooks(): Promise<readonly number[]>;
  /** Makes up to `limit` deliveries held because the webhook was stopped due now, with a fresh schedule. Call until it is less. */
  letGo(webhook: number, now: EpochMs, limit: number): Promise<number>;
  /**
   * The wall clock was just set: forward by `by` milliseconds, or back by as many where `by` is negative. The due times of all
   * pending deliveries and the ends of all leases move along at once, whatever waits to be written, so that each wait stays as long
   * as it was. The end of a daily limit's hold stays: it is a time of day. Stored with the next write, for which nobody has to wait.
   */
  moveDue(by: Millis): void;
  /**
   * With whom ingest keeps pace: where `started` grows fast, little more is taken in with a commit than it has grown by, or an eighth of
   * what waits.
   */
  keepPaceWith(started: () => number): void;
  /** Frees every lease that ran out, or with `null` every lease: what a start does once it owns the folder. How many it were. */
  freeLeases(expiredBefore: EpochMs | null): Promise<number>;
}

export interface RetentionCutoffs {
  readonly deliveredBefore: EpochMs;
  readonly failedBefore: EpochMs;
  readonly idempotencyBefore: EpochMs;
  readonly activityBefore: EpochMs;
}
export interface UpkeepStore {
  /** Fails up to `limit` deliveries held too long as `expired`; how many it were. */
  expireHeld(heldBefore: EpochMs, at: EpochMs, limit: number): Promise<number>;
  /** Removes what is past its time, looking at up to `limit` rows; at how many it looked. Call until it is less. */
  sweep(cutoffs: RetentionCutoffs, limit: number): Promise<number>;
  /** Keeps what is old of the activity by longer steps, looking at up to `limit` rows; at how many it looked. Call until it is less. */
  coarsenActivity(now: EpochMs, limit: number): Promise<number>;
  /** Cancels and removes up to `limit` rows of what deleted webhooks and accounts left; how many it were. Call until it is less. */
  sweepLeftovers(at: EpochMs, limit: number): Promise<number>;
  /**
   * When little of a bounded storage is left: removes the oldest of what was delivered before its time, looking at up to
   * `limit` rows; at how many. Call until it is less.
   */
  makeRoom(limit: number): Promise<number>;
  /** Whether a write reaches the disk now. */
  probe(): Promise<boolean>;
  /** Bytes of the database file and its log. */
  bytes(): Promise<number>;
  /** The database file from the inside, which costs nothing. */
  pages(): StoragePages;
  /** The disk that the data folder is on; `undefined` where the system does not tell. */
  disk(): Promise<Disk | undefined>;
}

export interface StoragePages {
  /** Bytes of a page. */
  readonly size: number;
  /** In the file, the free ones among them, which are used again before the file grows. */
  readonly count: number;
  readonly free: number;
  /** The most that the file may grow to, in bytes. */
  readonly maxBytes: number | undefined;
}
export interface Disk {
  readonly bytes: number;
  /** For us, who are not root. */
  readonly freeBytes: number;
}

export interface TimedActivity extends Activity {
  /** Where its time begins: a minute, or as it grows old a step of one of the longer windows (core/activity-window.ts). */
  readonly at: EpochMs;
}
export interface WebhookActivity extends Pick<Totals, "pending" | "held" | "failed" | "oldestDueAt"> {
  readonly webhookId: string;
  readonly activity: Activity;
  /** The latest one that is counted; `null` before the first. */
  readonly lastAttempt: {
    readonly at: EpochMs;
    readonly statusCode: number | null;
    readonly error: AttemptError | null;
  } | null;
}
export interface Totals {
  readonly webhooks: Readonly<Record<"active" | "disabled" | "failed", number>>;
  readonly pending: number;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  /** When the oldest pending delivery was due. */
  readonly oldestDueAt: EpochMs | null;
}
export interface ActivityStore {
  /** What happened from the beginning of a step on, the earliest first; an account's, or with `null` everybody's. */
  since(account: number | null, from: EpochMs): Promise<readonly TimedActivity[]>;
  /** The same, webhook by webhook, summed up; for a page of many it lets others have a turn now and then. */
  ofWebhooks(account: number | null, from: EpochMs, page: PageRequest): Promise<Page<WebhookActivity>>;
  totals(account: number | null): Promise<Totals>;
}
