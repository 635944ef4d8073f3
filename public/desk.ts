import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Api } from "./api/api.ts";
import type { Account } from "./resources/accounts.ts";

/** What a signed-in reader works with. */
export interface Desk {
  readonly api: Api;
  readonly key: string;
  /** All accounts with an operator's key; `undefined` with an account's. */
  readonly accounts: readonly Account[] | undefined;
  /** The account whose key it is; `undefined` with an operator's. */
  readonly own: string | undefined;
  /** For people, or the id where it has none. */
  nameOfAccount(id: string): string;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("This view is for signed-in readers.");
  return desk;
}

const AGAIN_MS = 2_000;

/** Whose key it is shows by whose figures it gets. While that cannot be told, why; then it is asked again. */
export function useNewDesk(api: Api, key: string): { readonly desk: Desk | undefined; readonly fault: unknown } {
  const [desk, setDesk] = useState<Desk>();
  const [fault, setFault] = useState<unknown>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const left = new AbortController();
    const open = async () => {
      try {
        setDesk(await openDesk(api, key, left.signal));
      } catch (caught) {
        if (left.signal.aborted) return;
        setFault(caught);
        timer = setTimeout(() => void open(), AGAIN_MS);
      }
    };
    void open();
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [api, key]);
  return { desk, fault };
}

async function openDesk(api: Api, key: string, signal: AbortSignal): Promise<Desk> {
  const { account_id: own } = await api.stats(undefined, "1h", signal);
  const accounts = own === null ? (await api.accounts(signal)).data : undefined;
  const names = new Map(accounts?.map(({ id, name }) => [id, name]));
  return { api, key, accounts, own: own ?? undefined, nameOfAccount: (id) => names.get(id) ?? id };
}
