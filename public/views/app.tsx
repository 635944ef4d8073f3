import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { createApi, Refused } from "../api.ts";
import { type Desk, DeskContext } from "../desk.ts";
import { useRoute } from "../router.ts";
import { forgetKey, keyInHash, storedKey, storeKey, takeKeyFromAddress } from "../session.ts";
import { ConnectionNotice } from "./connection-notice.tsx";
import { Overview } from "./overview.tsx";
import { SignIn } from "./sign-in.tsx";
import { TopBar } from "./top-bar.tsx";
import { WebhookPage } from "./webhook-page.tsx";

/** The page: the sign-in form, or with a key what it may see. */
export function App() {
  const [key, setKey] = useState(storedKey);
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    const follow = () => {
      if (keyInHash(location.hash) === undefined) return;
      takeKeyFromAddress();
      setKey(storedKey());
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const signIn = (given: string) => {
    storeKey(given);
    setReason(undefined);
    setKey(given);
  };
  const signOut = useCallback((why?: string) => {
    forgetKey();
    setReason(why);
    setKey(undefined);
  }, []);
  if (key === undefined) return <SignIn reason={reason} onKey={signIn} />;
  return <Console key={key} apiKey={key} onSignOut={signOut} />;
}

function Console({ apiKey, onSignOut }: { apiKey: string; onSignOut: (why?: string) => void }) {
  const [reached, setReached] = useState(true);
  const api = useMemo(
    () =>
      createApi(apiKey, { reached: setReached, unauthorized: () => onSignOut("This key is not valid, or no longer.") }),
    [apiKey, onSignOut],
  );
  const [desk, setDesk] = useState<Desk>();
  const route = useRoute();

  // Whose key it is shows by whether it may list accounts. While the server is away this waits for it.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const find = () =>
      api.accounts().then(
        ({ data }) => setDesk({ api, key: apiKey, accounts: data }),
        (fault: unknown) => {
          const status = fault instanceof Refused ? fault.status : undefined;
          if (status === 403) setDesk({ api, key: apiKey, accounts: undefined });
          else if (status !== 401) timer = setTimeout(find, 2_000);
        },
      );
    void find();
    return () => clearTimeout(timer);
  }, [api, apiKey]);

  return (
    <>
      <TopBar accounts={desk?.accounts} route={route} onSignOut={() => onSignOut()} />
      <ConnectionNotice reached={reached} />
      <main id="main" tabIndex={-1}>
        {desk && (
          <DeskContext.Provider value={desk}>
            {route.view === "overview" ? (
              <Overview account={route.account} />
            ) : (
              <WebhookPage key={route.webhook} route={route} />
            )}
          </DeskContext.Provider>
        )}
      </main>
    </>
  );
}
