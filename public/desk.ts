import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "./api.ts";
import type { Account } from "./resources.ts";

/** What a signed-in reader works with. */
export interface Desk {
  readonly api: Api;
  readonly key: string;
  /** All accounts with an operator's key; `undefined` with an account's. */
  readonly accounts: readonly Account[] | undefined;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("This view is for signed-in readers.");
  return desk;
}
