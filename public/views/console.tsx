import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { faultText } from "../action.ts";
import { createApi } from "../api.ts";
import { DeskContext, useNewDesk } from "../desk.ts";
import { type Route, useRoute } from "../router.ts";
import { ConnectionNotice } from "./connection-notice.tsx";
import { Loading } from "./loading.tsx";
import { Overview } from "./overview.tsx";
import { TopBar } from "./top-bar.tsx";
import { WebhookPage } from "./webhook-page.tsx";

interface Props {
  readonly apiKey: string;
  /** @param why said to the reader, when it was not their wish */
  readonly onSignOut: (why?: string) => void;
}

/** What a key lets its reader see: the view that the address names. */
export function Console({ apiKey, onSignOut }: Props) {
  const [reached, setReached] = useState(true);
  const api = useMemo(() => {
    const unauthorized = () => onSignOut("This key is not known here, or no longer valid.");
    return createApi(apiKey, { reached: setReached, unauthorized });
  }, [apiKey, onSignOut]);
  const { desk, fault } = useNewDesk(api, apiKey);
  const route = useRoute();
  const main = useFocusOnArrival(route);

  return (
    <>
      <TopBar accounts={desk?.accounts} route={route} onSignOut={() => onSignOut()} />
      <ConnectionNotice reached={reached} />
      <main ref={main} tabIndex={-1}>
        {desk ? (
          <DeskContext.Provider value={desk}>
            <View route={route} />
          </DeskContext.Provider>
        ) : (
          <Loading fault={fault === undefined ? undefined : faultText(fault)} />
        )}
      </main>
    </>
  );
}

function View({ route }: { route: Route }) {
  if (route.view === "overview") return <Overview account={route.account} />;
  return <WebhookPage key={route.webhook} route={route} />;
}

/** A reader who comes to another view starts at its top, with the keyboard too. */
function useFocusOnArrival(route: Route) {
  const main = useRef<HTMLElement>(null);
  const place = route.view === "webhook" ? route.webhook : route.view;
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
  return main;
}
