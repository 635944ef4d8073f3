import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setup } from "./setup.ts";

const NEW_KEY = Buffer.alloc(32, 7).toString("base64");

/** A data folder that was in use, with a webhook in it. */
async function used() {
  const machine = setup();
  const server = await machine.serve("--dev");
  const [, key = ""] = /API key\s+(\S+)/.exec(server.said) ?? [];
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ url: `${server.url}/dev/inbox/one`, events: ["*"] });
  const made = await fetch(`${server.url}/v2/webhooks`, { method: "POST", headers, body });
  expect(made.status).toBe(201);
  server.signal("SIGTERM");
  await server.ended;
  return { ...machine, keyFile: join(machine.folder, "data", "secret.key") };
}

const ROTATE = ["rotate-encryption-key", "--data", "data"];
const SERVE = ["--port", "0", "--data", "data"];

test("a key in the data folder is replaced, and the appliance goes on with it", async () => {
  await using machine = await used();
  const before = readFileSync(machine.keyFile, "utf8");
  const { code, stdout } = await machine.run(ROTATE);
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining("The secrets of 1 webhooks are encrypted with a new key"),
  ]);
  expect(readFileSync(machine.keyFile, "utf8")).not.toBe(before);
  const server = await machine.serve();
  expect(await (await fetch(`${server.url}/readyz`)).text()).toContain("ok");
});

test("a key may be moved into the environment, without which the appliance is not started any more", async () => {
  await using machine = await used();
  const { code, stdout } = await machine.run(ROTATE, { TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY: NEW_KEY });
  expect([code, stdout]).toEqual([0, expect.stringContaining("Give it as TASKFLOW_HOOKS_ENCRYPTION_KEY from now on")]);
  expect(stdout).not.toContain(NEW_KEY);
  expect(existsSync(machine.keyFile)).toBe(false);
  const without = await machine.run(SERVE);
  expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("missing")]);
  const wrong = await machine.run(SERVE, { TASKFLOW_HOOKS_ENCRYPTION_KEY: Buffer.alloc(32).toString("hex") });
  expect([wrong.code, wrong.stderr]).toEqual([78, expect.stringContaining("TASKFLOW_HOOKS_ENCRYPTION_KEY")]);
  await machine.start(SERVE, { TASKFLOW_HOOKS_ENCRYPTION_KEY: NEW_KEY }).says("Status page");
});

test("the new key may stand in a file", async () => {
  await using machine = await used();
  writeFileSync(join(machine.folder, "new"), `${NEW_KEY}\n`);
  const { code } = await machine.run(ROTATE, { TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY_FILE: "new" });
  expect([code, existsSync(machine.keyFile)]).toEqual([0, false]);
  await machine.start(SERVE, { TASKFLOW_HOOKS_ENCRYPTION_KEY: NEW_KEY }).says("Status page");
});

test("run again after it was done, or was cut off, the command ends its work and says so", async () => {
  await using machine = await used();
  const before = readFileSync(machine.keyFile);
  const next = { TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY: NEW_KEY };
  expect((await machine.run(ROTATE, next)).stdout).not.toContain("already");
  writeFileSync(machine.keyFile, before);
  const { code, stdout } = await machine.run(ROTATE, next);
  expect([code, stdout]).toEqual([0, expect.stringContaining("of 1 webhooks are encrypted with the key in TASKFLOW")]);
  expect(stdout).toContain("already, by a run before this one");
  expect(existsSync(machine.keyFile)).toBe(false);
});

test("where the key is given by the environment the new one has to be as well", async () => {
  await using machine = await used();
  await machine.run(ROTATE, { TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY: NEW_KEY });
  const { code, stderr } = await machine.run(ROTATE, { TASKFLOW_HOOKS_ENCRYPTION_KEY: NEW_KEY });
  expect([code, stderr]).toEqual([78, expect.stringContaining("TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY: is missing")]);
  const short = { TASKFLOW_HOOKS_ENCRYPTION_KEY: NEW_KEY, TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY: "short" };
  const refused = await machine.run(ROTATE, short);
  expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining("must be 32 random bytes")]);
});

test("a data folder that is in use, or has no database, is refused", async () => {
  await using machine = setup();
  const none = await machine.run(ROTATE);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("no database")]);
  await machine.serve();
  const busy = await machine.run(ROTATE);
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining("in use")]);
});
