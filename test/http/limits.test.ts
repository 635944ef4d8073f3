import { expect, test } from "bun:test";
import { setup } from "./setup.ts";

test("there are no more accounts than the limit, and room again when one is deleted", async () => {
  await using api = await setup({ limits: { accounts: 3 } });
  const operator = { key: api.keys.operator };
  expect((await api.post("/v2/accounts", { id: "acc_third" }, operator)).status).toBe(201);
  const { status, body } = await api.post("/v2/accounts", {}, operator);
  expect([status, body.code]).toEqual([409, "account_limit_reached"]);
  expect(body.detail).toContain("limits.accounts");
  await api.del("/v2/accounts/acc_third", operator);
  expect((await api.post("/v2/accounts", {}, operator)).status).toBe(201);
});

test("an account has no more keys than the limit, and room again when one is revoked", async () => {
  await using api = await setup({ limits: { keysPerAccount: 2 } });
  const operator = { key: api.keys.operator };
  const path = "/v2/accounts/acc_test/keys";
  const { body: made } = await api.post(path, {}, operator);
  const { status, body } = await api.post(path, {}, operator);
  expect([status, body.code]).toEqual([409, "key_limit_reached"]);
  expect(body.detail).toContain("limits.keysPerAccount");
  expect((await api.post("/v2/accounts/acc_other/keys", {}, operator)).status).toBe(201);
  await api.del(`${path}/${made.id}`, operator);
  expect((await api.post(path, {}, operator)).status).toBe(201);
});

test("the limits hold for many requests at once too", async () => {
  await using api = await setup({ limits: { accounts: 4, keysPerAccount: 3 } });
  const made = async (path: string) => {
    const all = await Promise.all(Array.from({ length: 10 }, () => api.post(path, {}, { key: api.keys.operator })));
    return all.filter(({ status }) => status === 201).length;
  };
  expect([await made("/v2/accounts"), await made("/v2/accounts/acc_test/keys")]).toEqual([2, 2]);
});
