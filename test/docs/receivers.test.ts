import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setup } from "../cli/setup.ts";
import { python, testWithPython } from "../e2e/python.ts";
import { startChild } from "../support/child.ts";
import { keysOf } from "../support/first-keys.ts";
import { startReceiver } from "../support/receiver.ts";
import { freePort, untilListening } from "./local-port.ts";
import { readPage } from "./page.ts";

setDefaultTimeout(120_000);

const PAGE = readPage("docs/receivers.md");
const SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD7tYwDTqE3Mk=";

/** An appliance, and a folder with the page's programs in it. */
async function appliance() {
  const machine = setup();
  for (const { name, text } of PAGE.blocks) if (name.includes(".")) writeFileSync(join(machine.folder, name), text);
  const server = await machine.serve("--dev");
  const { key } = keysOf(await server.says("Try it"));

  async function post(path: string, body: unknown): Promise<{ id: string }> {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { id: string };
  }

  return {
    folder: machine.folder,
    register: (endpoint: string) => post("/v2/webhooks", { url: endpoint, events: ["*"], secret: SECRET }),
    /** The delivery of a test event with its one attempt. */
    test: (webhook: { id: string }) =>
      post(`/v2/webhooks/${webhook.id}/test`, {}) as unknown as Promise<{
        status: string;
        request: { url: string; headers: Record<string, string>; body: string };
      }>,
    [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
  };
}

/** The receiver takes what is sent to it, and answers 401 to the same with one byte changed. */
async function tryReceiver(command: readonly string[], says: RegExp): Promise<void> {
  await using hooks = await appliance();
  const port = await freePort();
  const environment = { WEBHOOK_SECRET: SECRET, PORT: String(port) };
  await using receiver = startChild(command, { folder: hooks.folder, environment });
  await untilListening(port);
  const webhook = await hooks.register(`http://127.0.0.1:${port}/webhooks/taskflow`);
  const { status, request } = await hooks.test(webhook);
  expect(status).toBe("delivered");
  await receiver.says(says);
  const changed = request.body.replace("Deploy", "deploy");
  const { url, headers } = request;
  expect((await fetch(url, { method: "POST", headers, body: changed })).status).toBe(401);
  expect((await fetch(url, { method: "POST", body: request.body })).status).toBe(401);
}

testWithPython("the Python receiver takes what is genuine alone", async () => {
  await tryReceiver([await python(), "receiver.py"], /task\.created \{.*Deploy/g);
});

test("the Node.js receiver takes what is genuine alone", async () => {
  await tryReceiver(["node", "receiver.mjs"], /task\.created \{/g);
});

const hasGo = Bun.which("go") !== null;
if (!hasGo) console.warn("The Go receiver is not tried: there is no go.");

test.skipIf(!hasGo && !process.env.CI)("the Go receiver takes what is genuine alone", async () => {
  // Not `go run`: killed, it leaves its child behind.
  await tryReceiver(["sh", "-c", "go build receiver.go && exec ./receiver"], /^/g);
});

/** What the page's function says to a request of ours, and to the same with one byte changed. */
async function verdicts(verify: (call: { headers: Record<string, string>; body: string }) => Promise<string>) {
  await using hooks = await appliance();
  await using receiver = await startReceiver();
  await hooks.test(await hooks.register(receiver.url));
  const [request] = await receiver.received(1);
  if (!request) throw new Error("Nothing came.");
  const { headers, body } = request;
  return [await verify({ headers, body }), await verify({ headers, body: body.replace("Deploy", "deploy") })];
}

test("the Standard Webhooks snippet for JavaScript verifies", async () => {
  const folder = join(resolve(import.meta.dir, "../.."), "node_modules/.cache/taskflow-docs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "standard.mjs"), PAGE.named("standard.mjs"));
  const { verified } = await import(join(folder, "standard.mjs"));
  const said = await verdicts(async ({ headers, body }) => {
    try {
      return verified(body, headers, SECRET).type;
    } catch (fault) {
      return String((fault as Error).message);
    }
  });
  expect(said).toEqual(["task.created", "No matching signature found"]);
});

testWithPython("the Standard Webhooks snippet for Python verifies", async () => {
  const caller = `
import json, sys
from standard import verified
call = json.load(sys.stdin)
try:
    print(verified(call["body"].encode(), call["headers"], "${SECRET}")["type"], end="")
except Exception as fault:
    print(fault, end="")
`;
  await using machine = setup({ "standard.py": PAGE.named("standard.py"), "caller.py": caller });
  const interpreter = await python();
  const said = await verdicts(async (call) => {
    const options = { cwd: machine.folder, stdin: Buffer.from(JSON.stringify(call)), stderr: "inherit" } as const;
    return new Response(Bun.spawn([interpreter, "caller.py"], options).stdout).text();
  });
  expect(said).toEqual(["task.created", "No matching signature found"]);
});
