import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatRoute, parseRoute, type Route } from "../../public/router.ts";

const given = fc.string({ minLength: 1 });
const maybe = fc.option(given, { nil: undefined });
const id = fc.stringMatching(/^wh_[a-z0-9]{1,26}$/);
const account = maybe;
const filter = fc.record({
  status: maybe,
  eventType: maybe,
  webhook: maybe,
  since: maybe,
  until: maybe,
  statusCode: maybe,
  error: maybe,
  id: maybe,
  cursor: maybe,
});
const view = <View extends Route["view"]>(name: View) => fc.constant(name);
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ view: view("overview"), window: maybe, account }),
  fc.record({ view: view("webhook"), webhook: id, delivery: fc.option(id, { nil: undefined }), filter, account }),
  fc.record({
    view: view("deliveries"),
    open: fc.option(fc.record({ webhook: given, delivery: given }), { nil: undefined }),
    filter,
    account,
  }),
  fc.record({ view: view("events"), eventType: maybe, cursor: maybe, account }),
  fc.record({ view: view("event"), event: id, account }),
  fc.record({ view: view("send"), eventType: maybe, account }),
  fc.record({ view: view("account"), id, account }),
  fc.record({ view: fc.constantFrom("register" as const, "accounts" as const, "system" as const), account }),
);

test("every view with every filter can be linked to and comes back the same", () => {
  fc.assert(fc.property(route, (view) => expect(parseRoute(formatRoute(view))).toEqual(view)));
});

test("a link to a delivery names its webhook, the delivery and the filter behind it", () => {
  expect(
    formatRoute({
      view: "webhook",
      webhook: "wh_1",
      delivery: "del_2",
      filter: { status: "failed", eventType: "a.b" },
    }),
  ).toBe("#/webhooks/wh_1/deliveries/del_2?status=failed&event_type=a.b");
});

test("`new` is no webhook: a new one is registered there", () => {
  expect(parseRoute("#/webhooks/new?account=acc_1")).toEqual({ view: "register", account: "acc_1" });
  expect(formatRoute({ view: "register" })).toBe("#/webhooks/new");
});

test("an address that is no view leads to the overview", () => {
  for (const hash of ["", "#", "#/", "#/nothing", "#/webhooks", "#/webhooks/a/b", "#/webhooks/a/deliveries/b/c"]) {
    expect(parseRoute(hash)).toEqual({ view: "overview", window: undefined, account: undefined });
  }
});

test("a broken escape in an address is taken as it is", () => {
  expect(parseRoute("#/webhooks/100%")).toMatchObject({ view: "webhook", webhook: "100%" });
});
