import { expect, test } from "bun:test";
import { setup as setupApi, URL } from "./setup.ts";

/** Calls are made with the operator's key. */
async function setup() {
  const api = await setupApi();
  const operator = { key: api.keys.operator };
  return {
    ...api,
    get: (path: string) => api.get(path, operator),
    post: (path: string, body?: unknown) => api.post(path, body, operator),
    patch: (path: string, body?: unknown) => api.patch(path, body, operator),
    del: (path: string) => api.del(path, operator),
  };
}

test("an account is made with an id and a name of one's own", async () => {
  await using api = await setup();
  const { status, headers, body } = await api.post("/v2/accounts", { id: "acc_acme", name: "Acme" });
  expect(status).toBe(201);
  expect(headers.get("location")).toBe("/v2/accounts/acc_acme");
  const account = { id: "acc_acme", name: "Acme", created_at: "2024-02-10T12:00:00.000Z", managed_by: "api" };
  expect(body).toEqual(account);
  expect((await api.get("/v2/accounts/acc_acme")).body).toEqual(account);
  const { body: list } = await api.get("/v2/accounts");
  expect(list.data.map(({ id }: { id: string }) => id)).toEqual(["acc_acme", "acc_other", "acc_test"]);
  expect(list.next_cursor).toBeNull();
});

test("an account gets an id when none is given, and needs no name", async () => {
  await using api = await setup();
  for (const input of [undefined, {}, { name: null }]) {
    const { status, body } = await api.post("/v2/accounts", input);
    expect([status, body.name]).toEqual([201, null]);
    expect(body.id).toMatch(/^acc_[0-9a-z]{26}$/);
  }
});

test("an account's id can be taken only once", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/accounts", { id: "acc_test" });
  expect([status, body.code, body.errors[0].path]).toEqual([409, "already_exists", "/id"]);
});

test.each(["acme", "acc_", "acc_a b", "acc_é", "wh_acme", `acc_${"a".repeat(61)}`, ""])(
  "an account cannot be called %p",
  async (id) => {
    await using api = await setup();
    const { status, body } = await api.post("/v2/accounts", { id });
    expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "/id"]);
  },
);

test("an account is renamed, and its name taken away", async () => {
  await using api = await setup();
  const renamed = await api.patch("/v2/accounts/acc_test", { name: "New" });
  expect([renamed.status, renamed.body.name]).toEqual([200, "New"]);
  expect((await api.patch("/v2/accounts/acc_test", { name: null })).body.name).toBeNull();
  expect((await api.get("/v2/accounts/acc_test")).body.name).toBeNull();
});

test("a deleted account is gone with its keys and webhooks", async () => {
  await using api = await setup();
  const webhook = await api.webhook();
  const { status, text } = await api.del("/v2/accounts/acc_test");
  expect([status, text]).toEqual([204, ""]);
  for (const path of ["/v2/accounts/acc_test", `/v2/webhooks/${webhook.id}`]) {
    expect((await api.get(path)).status).toBe(404);
  }
  expect((await api.call("GET", "/v2/webhooks")).status).toBe(401);
  expect((await api.del("/v2/accounts/acc_test")).status).toBe(404);
});

test("deliveries of a deleted account are not attempted any more", async () => {
  await using api = await setup();
  await api.webhook();
  api.engine.behave(URL, "hang");
  await api.event();
  await api.del("/v2/accounts/acc_test");
  await api.engine.clock.advance(3_600_000);
  expect(api.engine.sent.length).toBe(1);
});

test("an account of the configuration can be neither changed nor deleted", async () => {
  await using api = await setup();
  await api.context.store.accounts.setManagedBy(api.engine.account.row, "config");
  expect((await api.get("/v2/accounts/acc_test")).body.managed_by).toBe("config");
  const refused = [await api.patch("/v2/accounts/acc_test", { name: "New" }), await api.del("/v2/accounts/acc_test")];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([409, "managed_by_config"]));
});

test("an account that is not there is not found", async () => {
  await using api = await setup();
  const answers = [
    await api.get("/v2/accounts/acc_nobody"),
    await api.patch("/v2/accounts/acc_nobody", { name: "New" }),
    await api.del("/v2/accounts/acc_nobody"),
    await api.get("/v2/accounts/acc_nobody/keys"),
    await api.post("/v2/accounts/acc_nobody/keys"),
    await api.post("/v2/webhooks", { url: URL, events: ["*"], account_id: "acc_nobody" }),
    await api.get("/v2/events?account_id=acc_nobody"),
  ];
  for (const { status, body } of answers) expect([status, body.code]).toEqual([404, "not_found"]);
});
