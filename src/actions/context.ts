import type { Refusal } from "../core/errors.ts";
import type { EventTypeCatalogue } from "../core/event-types.ts";
import type { IdSource } from "../core/ids.ts";
import type { EpochMs } from "../core/time.ts";
import type { Account } from "../store/accounts.ts";
import type { Store } from "../store/store.ts";
import type { Dispatch } from "./dispatch.ts";

/** What every action works with. */
export interface Context {
  readonly store: Store;
  readonly dispatch: Dispatch;
  readonly ids: IdSource;
  readonly eventTypes: EventTypeCatalogue;
  readonly limits: {
    readonly accounts: number;
    readonly keysPerAccount: number;
    readonly webhooksPerAccount: number;
  };
  now(): EpochMs;
  /** So many random bytes. */
  random(bytes: number): Uint8Array;
  /** Why a webhook may not have this URL; `undefined` when it may. */
  urlFault(url: string): Refusal | undefined;
}

/** Who is calling: one account, or the operator, who sees all of them. */
export type Caller =
  | { readonly kind: "account"; readonly account: Account; readonly keyId: string }
  | { readonly kind: "operator"; readonly keyId: string };
