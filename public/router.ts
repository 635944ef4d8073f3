import { useEffect, useState } from "preact/hooks";

/** What a list of deliveries shows. Times are RFC 3339, or what the server takes for one. */
export interface DeliveryView {
  readonly status?: string | undefined;
  readonly eventType?: string | undefined;
  readonly webhook?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly statusCode?: string | undefined;
  readonly error?: string | undefined;
  /** An id, or the beginning of one. */
  readonly id?: string | undefined;
  readonly cursor?: string | undefined;
}

/** A delivery that the drawer shows. */
export interface OpenDelivery {
  readonly webhook: string;
  readonly delivery: string;
}

/** What the page shows, all of it in the address, so that a link, back and forward lead to the same view. */
export type Route = Place & {
  /** Whose things alone, for an operator. */
  readonly account?: string | undefined;
};
type Place =
  | { readonly view: "overview"; readonly window?: string | undefined }
  | { readonly view: "register" }
  | {
      readonly view: "webhook";
      readonly webhook: string;
      readonly delivery?: string | undefined;
      readonly filter: DeliveryView;
    }
  | { readonly view: "deliveries"; readonly open?: OpenDelivery | undefined; readonly filter: DeliveryView }
  | { readonly view: "events"; readonly eventType?: string | undefined; readonly cursor?: string | undefined }
  | { readonly view: "event"; readonly event: string }
  | { readonly view: "send"; readonly eventType?: string | undefined }
  | { readonly view: "accounts" }
  | { readonly view: "account"; readonly id: string }
  | { readonly view: "system" };

type Parameters = Readonly<Record<string, string | undefined>>;

/** Reads `#/webhooks/wh_…/deliveries/del_…?status=failed`; whatever is no view of the page is the overview. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const given: Parameters = Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value));
  return { ...placeOf(path.split("/").filter(Boolean).map(decoded), given), account: given.account };
}

function placeOf([section, id, below, deliveryId, ...rest]: readonly string[], given: Parameters): Place {
  const overview = { view: "overview", window: given.window } as const;
  if (rest.length > 0) return overview;
  switch (section) {
    case "webhooks":
      if (id === "new" && below === undefined) return { view: "register" };
      if (id === undefined || (below !== undefined && below !== "deliveries")) return overview;
      return { view: "webhook", webhook: id, delivery: deliveryId, filter: filterIn(given) };
    case "deliveries":
      return {
        view: "deliveries",
        open: id !== undefined && below !== undefined ? { webhook: id, delivery: below } : undefined,
        filter: filterIn(given),
      };
    case "events":
      if (id === "new") return { view: "send", eventType: given.event_type };
      if (id !== undefined) return { view: "event", event: id };
      return { view: "events", eventType: given.event_type, cursor: given.cursor };
    case "accounts":
      return id === undefined ? { view: "accounts" } : { view: "account", id };
    case "system":
      return { view: "system" };
    default:
      return overview;
  }
}

/** The hash that `parseRoute` reads back into the same route. */
export function formatRoute(route: Route): string {
  const { path, parameters } = partsOf(route);
  const given = Object.entries({ ...parameters, account: route.account }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  );
  const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  return `#/${path.map(encodeURIComponent).join("/")}${search}`;
}

function partsOf(route: Route): { readonly path: readonly string[]; readonly parameters?: Parameters } {
  switch (route.view) {
    case "overview":
      return { path: [], parameters: { window: route.window } };
    case "register":
      return { path: ["webhooks", "new"] };
    case "webhook": {
      const drawer = route.delivery === undefined ? [] : ["deliveries", route.delivery];
      return { path: ["webhooks", route.webhook, ...drawer], parameters: parametersOf(route.filter) };
    }
    case "deliveries": {
      const drawer = route.open ? [route.open.webhook, route.open.delivery] : [];
      return { path: ["deliveries", ...drawer], parameters: parametersOf(route.filter) };
    }
    case "events":
      return { path: ["events"], parameters: { event_type: route.eventType, cursor: route.cursor } };
    case "event":
      return { path: ["events", route.event] };
    case "send":
      return { path: ["events", "new"], parameters: { event_type: route.eventType } };
    case "account":
      return { path: ["accounts", route.id] };
    default:
      return { path: [route.view] };
  }
}

/** As the API names them. */
export function parametersOf({ eventType, webhook, statusCode, ...same }: DeliveryView): Parameters {
  return { ...same, event_type: eventType, webhook_id: webhook, status_code: statusCode };
}

function filterIn(given: Parameters): DeliveryView {
  const { status, since, until, error, id, cursor } = given;
  const renamed = { eventType: given.event_type, webhook: given.webhook_id, statusCode: given.status_code };
  return { status, since, until, error, id, cursor, ...renamed };
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

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
