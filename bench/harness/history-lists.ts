import { FREQUENT_TYPE, type History, RARE_TYPE, WEBHOOKS } from "./history.ts";
import type { List } from "./reading.ts";

export interface NamedList extends List {
  readonly what: string;
}
type Filters = List["filters"];

/** The lists that deliveries make longer, by what matches often, seldom and never. */
export function lists(filled: History): NamedList[] {
  const authorization = filled.running.authorizationOf(0);
  const types: Filters[] = [{}, { event_type: FREQUENT_TYPE }, { event_type: RARE_TYPE }];
  const statuses: readonly (readonly [keyof typeof WEBHOOKS, Filters])[] = [
    ["ok", {}],
    ["ok", { status: "delivered" }],
    // There are none.
    ["ok", { status: "failed" }],
    ["flaky", {}],
    ["flaky", { status: "failed" }],
    ["failing", { status: "failed" }],
    ["disabled", {}],
    ["disabled", { status: "held" }],
    ["disabled", { status: "canceled" }],
  ];
  const deliveries = statuses.flatMap(([name, status]) =>
    types.map((type) => {
      const filters = { ...status, ...type };
      const path = `/v2/webhooks/${WEBHOOKS[name]}/deliveries`;
      return { what: named(`deliveries (${name})`, filters), path, filters, authorization };
    }),
  );
  const events = types.flatMap(({ event_type: type }) => {
    const filters: Filters = type === undefined ? {} : { type };
    const list = { path: "/v2/events", filters };
    return [
      { what: named("events", filters), ...list, authorization },
      { what: named("events of all accounts", filters), ...list, authorization: filled.operator },
    ];
  });
  return [...deliveries, ...events, ...listsOverWebhooks(filled)];
}

/** The delivery log of an account, and of all: by filters that an index serves, and by those that are looked for row by row. */
function listsOverWebhooks({ running, operator }: History): NamedList[] {
  const filters: Filters[] = [
    {},
    { status: "delivered" },
    { status: "failed" },
    { status: "held" },
    { status: "canceled" },
    // There are none.
    { status: "pending" },
    { event_type: FREQUENT_TYPE },
    { event_type: RARE_TYPE },
    { status: "failed", event_type: RARE_TYPE },
    { webhook_id: WEBHOOKS.ok },
    { webhook_id: WEBHOOKS.flaky, status: "failed" },
    { status_code: "2xx" },
    { status_code: "5xx" },
    { status_code: "503" },
    { error: "http_status" },
    { webhook_id: WEBHOOKS.flaky, error: "http_status" },
    // None of these either, so that all is looked at that may be.
    { status_code: "204" },
    { error: "dns" },
    { status: "failed", error: "dns" },
    // The beginning of every id.
    { id: "01" },
    { id: "01", error: "dns" },
  ];
  const path = "/v2/deliveries";
  return filters.flatMap((filters) => [
    { what: named("deliveries of an account", filters), path, filters, authorization: running.authorizationOf(0) },
    { what: named("deliveries of all accounts", filters), path, filters, authorization: operator },
  ]);
}

/** Lists that deliveries do not make longer. */
export function shortLists({ running, operator }: History): NamedList[] {
  const account = running.authorizationOf(0);
  const list = (what: string, path: string, authorization: string) => ({ what, path, filters: {}, authorization });
  return [
    list("webhooks", "/v2/webhooks", account),
    list("webhooks of all accounts", "/v2/webhooks", operator),
    list("accounts", "/v2/accounts", operator),
    list("keys", "/v2/accounts/acc_0/keys", operator),
  ];
}

function named(what: string, filters: Filters): string {
  return [what, ...Object.entries(filters).map(([key, value]) => `${key}=${value}`)].join(" ");
}
