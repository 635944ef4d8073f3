import { expect, test } from "bun:test";
import { connect } from "node:net";
import { keysOf } from "../support/first-keys.ts";
import { answer, startReceiver, writing } from "../support/receiver.ts";
import { setup } from "./setup.ts";

const bearer = (key: string) => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });

test("the first start prints two keys that work, once", async () => {
  await using machine = setup();
  const first = await machine.serve();
  const { key: apiKey, operator: operatorKey } = keysOf(await first.says("Try it"));
  const own = await fetch(`${first.url}/v2/webhooks`, { headers: bearer(apiKey) });
  const all = await fetch(`${first.url}/v2/accounts`, { headers: bearer(operatorKey) });
  expect([own.status, all.status]).toEqual([200, 200]);
  expect(await all.json()).toMatchObject({ data: [{ id: "acc_default" }] });
  first.signal("SIGTERM");
  expect((await first.ended).code).toBe(0);

  const second = await machine.serve();
  expect((await fetch(`${second.url}/v2/webhooks`, { headers: bearer(apiKey) })).status).toBe(200);
  second.signal("SIGTERM");
  const { code, stdout } = await second.ended;
  expect(code).toBe(0);
  expect(stdout).not.toContain("API key");
  expect(stdout).not.toContain(apiKey);
});

test("every curl of the banner works as it is", async () => {
  await using machine = setup();
  const dev = await machine.serve("--dev");
  const text = await dev.says("/dev/inbox/demo\n");
  const commands = text.split("\n").filter((line) => line.startsWith("curl "));
  expect(commands.length).toBe(3);
  for (const command of commands) {
    const { exitCode } = Bun.spawnSync(["sh", "-c", `${command} --fail --silent --show-error`]);
    expect([command.replace(/tfk_\S+'/, "KEY"), exitCode]).toEqual([command.replace(/tfk_\S+'/, "KEY"), 0]);
  }
});

test("with keys in the environment none are made", async () => {
  await using machine = setup();
  const key = "a-key-of-some-length";
  const server = machine.start(["serve", "--port", "0", "--data", "data"], { TASKFLOW_HOOKS_API_KEY: key });
  const text = await server.says("Status page");
  const [, url = ""] = /Status page\s+(http:\S+)\//.exec(text) ?? [];
  const answer = await fetch(`${url}/v2/webhooks`, { headers: bearer(key) });
  expect(answer.status).toBe(200);
  server.signal("SIGINT");
  const { code, stdout } = await server.ended;
  expect(code).toBe(0);
  expect(stdout).not.toContain("API key");
  expect(stdout).not.toContain(key);
});

/** A server with one delivery under way, whose endpoint answers when it is told to. */
async function withDeliveryUnderWay(timeout: string) {
  const machine = setup({ "taskflow-hooks.config.json": JSON.stringify({ delivery: { timeout } }) });
  const receiver = await startReceiver();
  const answers: (() => void)[] = [];
  receiver.reply(writing((socket) => void answers.push(() => void socket.write(answer(200)))));
  const server = await machine.serve("--dev");
  const { key: apiKey } = keysOf(await server.says("Try it"));
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, { method: "POST", headers: bearer(apiKey), body: JSON.stringify(body) });
  await post("/v2/webhooks", { url: receiver.url, events: ["*"] });
  await post("/v2/events", { type: "task.created", data: {} });
  await receiver.received(1);
  return {
    server,
    answer: () => answers[0]?.(),
    async [Symbol.asyncDispose]() {
      await machine[Symbol.asyncDispose]();
      await receiver.close();
    },
  };
}

test("SIGTERM takes no more requests, finishes what is in flight, and ends with 0", async () => {
  await using busy = await withDeliveryUnderWay("10m");
  busy.server.signal("SIGTERM");
  await busy.server.says('"stopping"');
  expect(await fetch(`${busy.server.url}/healthz`).catch(() => "refused")).toBe("refused");
  busy.answer();
  const { code, stdout } = await busy.server.ended;
  expect(code).toBe(0);
  expect(stdout.indexOf('"stopping"')).toBeLessThan(stdout.indexOf('"delivered"'));
});

test("an endpoint that hangs does not keep SIGTERM from ending with 0", async () => {
  await using busy = await withDeliveryUnderWay("500ms");
  busy.server.signal("SIGTERM");
  const { code, stdout } = await busy.server.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"stopped"');
});

test.each([
  ["head", "POST /v2/events HTTP/1.1\r\nHost: x\r\n"],
  ["body", "POST /v2/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Length: 100000\r\n\r\n{"],
])("a client that never finishes the %s of its request does not keep SIGTERM from ending with 0", async (_, start) => {
  await using machine = setup({ "taskflow-hooks.config.json": JSON.stringify({ delivery: { timeout: "300ms" } }) });
  const server = await machine.serve();
  const { key: apiKey } = keysOf(await server.says("Try it"));
  const client = connect(server.port, "127.0.0.1");
  client.on("error", () => {});
  await new Promise<void>((resolve) => client.write(start.replace("KEY", apiKey), () => resolve()));
  await fetch(`${server.url}/healthz`);
  server.signal("SIGTERM");
  expect((await server.ended).code).toBe(0);
  client.destroy();
});

test("a second SIGTERM ends at once, whatever is in flight", async () => {
  await using busy = await withDeliveryUnderWay("10m");
  busy.server.signal("SIGTERM");
  await busy.server.says('"stopping"');
  busy.server.signal("SIGTERM");
  const { stdout } = await busy.server.ended;
  expect(stdout).not.toContain('"stopped"');
});

test("keys that are made are others at every first start", async () => {
  await using machine = setup();
  await using another = setup();
  const servers = await Promise.all([machine.serve(), another.serve()]);
  const banners = await Promise.all(servers.map((server) => server.says("Try it")));
  const keys = banners.flatMap((banner) => Object.values(keysOf(banner)));
  // The prefix and the random bytes, without the checksum.
  expect(new Set(keys.map((key) => key.slice(4, 47))).size).toBe(4);
});

test("limits and trusted proxies are those of the configuration", async () => {
  const limits = { accounts: 1, keysPerAccount: 1, bodyBytes: 1_024, failedAuthenticationsPerMinute: 1 };
  const config = {
    server: { trustedProxies: ["127.0.0.1"] },
    accounts: [{ id: "acc_1", apiKeys: ["a-key-of-an-account"] }],
    operatorKeys: ["a-key-of-the-operator"],
    limits,
  };
  await using machine = setup({ "taskflow-hooks.config.json": JSON.stringify(config) });
  const { url } = await machine.serve();
  const post = async (path: string, key: string, body: unknown, client = "198.51.100.1") => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "x-forwarded-for": client };
    const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return ((await answer.json()) as { code: string }).code;
  };
  const codes = [
    await post("/v2/events", "bad", {}),
    await post("/v2/events", "bad", {}),
    await post("/v2/events", "bad", {}, "198.51.100.2"),
    await post("/v2/accounts", "a-key-of-the-operator", {}),
    await post("/v2/accounts/acc_1/keys", "a-key-of-the-operator", {}),
    await post("/v2/events", "a-key-of-an-account", { type: "task.created", data: "x".repeat(1_024) }),
  ];
  expect(codes).toEqual([
    ...["unauthorized", "rate_limited", "unauthorized"],
    ...["account_limit_reached", "key_limit_reached", "payload_too_large"],
  ]);
});
