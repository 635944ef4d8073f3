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
        setDesk({ api, key, accounts: await listAccounts(api, left.signal) });
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

async function listAccounts(api: Api, signal: AbortSignal): Promise<readonly Account[] | undefined> {
  const { account_id: own } = await api.stats(undefined, "1h", signal);
  return own === null ? (await api.accounts(signal)).data : undefined;
}
