import { useEffect, useState } from "preact/hooks";

export interface DeliveryView {
  readonly status?: string | undefined;
  readonly eventType?: string | undefined;
  readonly cursor?: string | undefined;
}

/** What the page shows, all of it in the address, so that a link, back and forward lead to the same view. */
export type Route =
  | { readonly view: "overview"; readonly account?: string | undefined }
  | {
      readonly view: "webhook";
      readonly webhook: string;
      /** The delivery that the drawer shows. */
      readonly delivery?: string | undefined;
      readonly filter: DeliveryView;
    };

const WEBHOOK = /^\/webhooks\/([^/]+)(?:\/deliveries\/([^/]+))?\/?$/;

/** Reads `#/webhooks/wh_…/deliveries/del_…?status=failed`; whatever is no view of the page is the overview. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const parameters = new URLSearchParams(search);
  const given = (name: string) => parameters.get(name) || undefined;
  const match = WEBHOOK.exec(path);
  const webhook = match?.[1];
  if (webhook === undefined) return { view: "overview", account: given("account") };
  return {
    view: "webhook",
    webhook: decoded(webhook),
    delivery: match?.[2] === undefined ? undefined : decoded(match[2]),
    filter: { status: given("status"), eventType: given("event_type"), cursor: given("cursor") },
  };
}

/** The hash that `parseRoute` reads back into the same route. */
export function formatRoute(route: Route): string {
  if (route.view === "overview") return `#/${search({ account: route.account })}`;
  const { status, eventType, cursor } = route.filter;
  const drawer = route.delivery === undefined ? "" : `/deliveries/${encodeURIComponent(route.delivery)}`;
  return `#/webhooks/${encodeURIComponent(route.webhook)}${drawer}${search({ status, event_type: eventType, cursor })}`;
}

export function navigate(route: Route): void {
  location.hash = formatRoute(route);
}

/** The route in the address, and each one it changes to. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    // It may have changed between the first rendering and now.
    follow();
    return () => removeEventListener("hashchange", follow);
  }, []);
  return parseRoute(hash);
}

function search(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
