import type { AccountStore } from "./accounts.ts";
import type { ActivityStore } from "./activity.ts";
import type { DeliveryStore } from "./deliveries.ts";
import type { EventStore } from "./events.ts";
import type { KeyStore } from "./keys.ts";
import type { QueueStore } from "./queue.ts";
import type { UpkeepStore } from "./upkeep.ts";
import type { WebhookStore } from "./webhooks.ts";

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
