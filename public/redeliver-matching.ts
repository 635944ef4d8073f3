import type { Api } from "./api/api.ts";
import { Refused } from "./api/client.ts";
import type { Delivery } from "./resources/deliveries.ts";
import type { DeliveryView } from "./router.ts";

/** How far it has come. */
export interface Progress {
  readonly redelivered: number;
  /** Their webhooks are stopped, or they were gone. */
  readonly refused: number;
  readonly done: boolean;
}

type Calls = Pick<Api, "allDeliveries" | "redeliver">;
interface Wish {
  readonly account: string | undefined;
  readonly filter: DeliveryView;
}

/** Asked for at once. */
const AT_ONCE = 8;
const TOO_MANY = 429;
const PAUSE_MS = 2_000;

/** Counted at most, before it is said that there are more. */
const COUNTED = 1_000;

/** How many deliveries match a filter, tests left out; at least so many when that is `COUNTED` or more. */
export async function countMatching(api: Calls, { account, filter }: Wish, end: AbortSignal): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await api.allDeliveries(account, { ...filter, cursor }, end);
    count += page.data.filter(isNoTest).length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && count < COUNTED);
  return count;
}

export function isUncounted(count: number): boolean {
  return count >= COUNTED;
}

/** Redelivers what matches a filter, page by page, until there is no more or it is ended; says after each how far it has come. */
export async function redeliverMatching(
  api: Calls,
  { account, filter }: Wish,
  onProgress: (progress: Progress) => void,
  end: AbortSignal,
): Promise<void> {
  let redelivered = 0;
  let refused = 0;
  let cursor: string | undefined;
  do {
    const page = await api.allDeliveries(account, { ...filter, cursor }, end);
    const left = page.data.filter(isNoTest);
    const work = async () => {
      for (let next = left.shift(); next && !end.aborted; next = left.shift()) {
        if (await redeliverOne(api, next)) redelivered++;
        else refused++;
        onProgress({ redelivered, refused, done: false });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && !end.aborted);
  onProgress({ redelivered, refused, done: true });
}

/** Waits where the key's rate is used up. @returns whether it is on its way; `false` when its webhook is stopped */
async function redeliverOne(api: Calls, { webhook_id, id }: Delivery): Promise<boolean> {
  for (;;) {
    try {
      await api.redeliver(webhook_id, id);
      return true;
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      if (fault.status !== TOO_MANY) return false;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** A test is one attempt, and was seen by who made it. */
function isNoTest({ trigger }: Delivery): boolean {
  return trigger !== "test";
}
