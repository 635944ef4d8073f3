import { expect, test } from "bun:test";
import { MINUTE } from "../../src/core/time.ts";
import { setup } from "./setup.ts";

const KEYS = "/v2/accounts/acc_test/keys";

/** Resolves when a key is answered from memory: its first use is written down, and the next one finds it in the table. */
async function isInMemory(api: Awaited<ReturnType<typeof setup>>, key: string): Promise<void> {
  for (let use = 0; use < 2; use++) {
    expect((await api.get("/v2/webhooks", { key })).status).toBe(200);
    await api.engine.clock.rest();
  }
}

test("a key is shown in the answer to its making, and nowhere else", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const { status, body } = await api.post(KEYS, { name: "production" }, operator);
  expect(status).toBe(201);
  const { key, ...row } = body;
  // 32 random bytes, and a checksum.
  expect(key).toMatch(/^tfk_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/);
  expect(row).toEqual({
    id: expect.stringMatching(/^key_[0-9a-z]{26}$/),
    name: "production",
    last4: key.slice(-4),
    created_at: "2024-02-10T12:00:00.000Z",
    expires_at: null,
    last_used_at: null,
    managed_by: "api",
  });
  const list = await api.get(KEYS, operator);
  expect([list.status, list.body.data[0]]).toEqual([200, row]);
  expect(list.text).not.toContain(key);
});

test("a new key works for its own account, and says when it was last used", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const { body } = await api.post("/v2/accounts/acc_other/keys", undefined, operator);
  await api.engine.clock.advance(MINUTE);
  const event = await api.post("/v2/events", { type: "task.created", data: {} }, { key: body.key });
  expect(event.status).toBe(202);
  expect((await api.get(`/v2/events/${event.body.id}`, { key: body.key })).body.account_id).toBe("acc_other");
  const { body: list } = await api.get("/v2/accounts/acc_other/keys", operator);
  expect(list.data[0]).toMatchObject({ id: body.id, last_used_at: "2024-02-10T12:01:00.000Z" });
});

test("a key works until it expires", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const { status, body } = await api.post(KEYS, { expires_at: "2024-02-10T13:01:00+01:00" }, operator);
  expect([status, body.expires_at]).toEqual([201, "2024-02-10T12:01:00.000Z"]);
  await api.engine.clock.advance(MINUTE - 1);
  expect((await api.get("/v2/webhooks", { key: body.key })).status).toBe(200);
  await api.engine.clock.advance(1);
  const expired = await api.get("/v2/webhooks", { key: body.key });
  expect([expired.status, expired.body.code]).toEqual([401, "unauthorized"]);
});

test.each(["2024-02-10T12:00:00Z", "2023-01-01T00:00:00Z", "never", ""])(
  "a key cannot expire at %p, which is past or no time",
  async (expires_at) => {
    await using api = await setup();
    const { status, body } = await api.post(KEYS, { expires_at }, { key: api.keys.operator });
    expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "/expires_at"]);
  },
);

test("a revoked key stops at once", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const { body } = await api.post(KEYS, {}, operator);
  await isInMemory(api, body.key);
  const gone = await api.del(`${KEYS}/${body.id}`, operator);
  expect([gone.status, gone.text]).toEqual([204, ""]);
  expect((await api.get("/v2/webhooks", { key: body.key })).status).toBe(401);
  expect((await api.del(`${KEYS}/${body.id}`, operator)).body.code).toBe("not_found");
});

test("the keys of a deleted account do not open the account that gets its id", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  for (const key of [api.keys.operator, api.keys.other]) await isInMemory(api, key);
  expect((await api.del("/v2/accounts/acc_other", operator)).status).toBe(204);
  expect((await api.post("/v2/accounts", { id: "acc_other" }, operator)).status).toBe(201);
  expect((await api.get("/v2/webhooks", { key: api.keys.other })).status).toBe(401);
});

test("a key is found under its own account alone", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const { body } = await api.post(KEYS, {}, operator);
  const refused = await api.del(`/v2/accounts/acc_other/keys/${body.id}`, operator);
  expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
  expect((await api.get("/v2/webhooks", { key: body.key })).status).toBe(200);
});
