import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { createApi } from "../api/api.ts";
import { DeskContext, useNewDesk } from "../desk.ts";
import { STATS_WINDOWS, type StatsWindow } from "../resources/stats.ts";
import { type Route, useRoute } from "../router.ts";
import { useShortcuts } from "../shortcuts.ts";
import { AccountList } from "./account-list.tsx";
import { AccountPage } from "./account-page.tsx";
import { ConnectionNotice } from "./connection-notice.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { EventList } from "./event-list.tsx";
import { EventPage } from "./event-page.tsx";
import { Loading } from "./loading.tsx";
import { Overview } from "./overview.tsx";
import { RegisterWebhook } from "./register-webhook.tsx";
import { SendEvent } from "./send-event.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { SystemPage } from "./system-page.tsx";
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
  const help = useShortcuts();

  return (
    <>
      <TopBar accounts={desk?.accounts} own={desk?.own} route={route} onSignOut={() => onSignOut()} />
      <ConnectionNotice reached={reached} />
      <main ref={main} tabIndex={-1}>
        {desk ? (
          <DeskContext.Provider value={desk}>
            <View route={route} />
          </DeskContext.Provider>
        ) : (
          <Loading fault={fault} />
        )}
      </main>
      <footer>
        <button type="button" class="plain" onClick={help.open}>
          Keys <kbd>?</kbd>
        </button>
      </footer>
      {help.isOpen && <ShortcutHelp onClose={help.close} />}
    </>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "register":
      return <RegisterWebhook account={route.account} />;
    case "webhook":
      return <WebhookPage key={route.webhook} route={route} />;
    case "deliveries":
      return <DeliveryLog route={route} />;
    case "events":
      return <EventList route={route} />;
    case "event":
      return <EventPage key={route.event} id={route.event} />;
    case "send":
      return <SendEvent route={route} />;
    case "accounts":
      return <AccountList />;
    case "account":
      return <AccountPage key={route.id} id={route.id} />;
    case "system":
      return <SystemPage />;
    default:
      return <Overview account={route.account} window={statsWindow(route.window)} />;
  }
}

function statsWindow(text: string | undefined): StatsWindow {
  return STATS_WINDOWS.find((each) => each === text) ?? "24h";
}

/** A reader who comes to another view starts at its top, with the keyboard too. */
function useFocusOnArrival(route: Route) {
  const main = useRef<HTMLElement>(null);
  const place = placeOf(route);
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
  return main;
}

/** The view and its subject; filters and drawers change neither. */
function placeOf(route: Route): string {
  switch (route.view) {
    case "webhook":
      return `webhook ${route.webhook}`;
    case "event":
      return `event ${route.event}`;
    case "account":
      return `account ${route.id}`;
    default:
      return route.view;
  }
}
