import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { version } from "../../package.json";
import { keysOf } from "../support/first-keys.ts";
import { setup } from "./setup.ts";

test("--version prints the version and nothing else", async () => {
  await using machine = setup();
  const answers = await Promise.all([machine.run(["--version"]), machine.run(["-V"])]);
  for (const answer of answers) expect(answer).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("--help names the command, its flags and where settings come from", async () => {
  await using machine = setup();
  const [general, serve] = await Promise.all([machine.run(["--help"]), machine.run(["serve", "--help"])]);
  expect([general.code, general.stderr, serve.code, serve.stderr]).toEqual([0, "", 0, ""]);
  expect(general.stdout).toContain("serve");
  expect(general.stdout).toContain("TASKFLOW_HOOKS_");
  for (const flag of ["--config", "--host", "--port", "--data", "--dev"]) expect(serve.stdout).toContain(flag);
});

test.each([
  [["--prot", "0"], "--port"],
  [["--port", "eighty"], "0 to 65535"],
  [["--port", "70000"], "0 to 65535"],
  [["--port", "-1"], "--port"],
  [["--config"], "argument missing"],
  [["sevre"], ""],
])("%j is wrong usage: exit 64, said on standard error", async (args, says) => {
  await using machine = setup();
  const { code, stdout, stderr } = await machine.run(args);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toContain("error");
  expect(stderr).toContain(says);
});

test.each([
  ["a value that cannot be", { delivery: { timeout: "soon" } }, "delivery.timeout"],
  ["a key that is no setting", { sever: {} }, 'Did you mean "server"?'],
  ["a caFile that is not there", { network: { caFile: "./corp-ca.pem" } }, "network.caFile"],
  ["the same key twice", { operatorKeys: ["a-key-of-some-length", "a-key-of-some-length"] }, "operatorKeys[1]"],
])("%s is a wrong configuration: exit 78, with the field's name", async (_, config, says) => {
  await using machine = setup({ "taskflow-hooks.config.json": JSON.stringify(config) });
  const { code, stdout, stderr } = await machine.run(["--port", "0", "--data", "data"]);
  expect([code, stdout]).toEqual([78, ""]);
  expect(stderr).toContain(says);
  expect(stderr).toContain("taskflow-hooks.config.json");
  expect(stderr).not.toContain("a-key-of-some-length");
});

test("a configuration file that is not there is a wrong configuration", async () => {
  await using machine = setup();
  const [flag, variable, port] = await Promise.all([
    machine.run(["--config", "gone.ts", "--port", "0"]),
    machine.run(["--port", "0"], { TASKFLOW_HOOKS_CONFIG: "lost.ts" }),
    machine.run(["--data", "data"], { TASKFLOW_HOOKS_PORT: "http" }),
  ]);
  expect([flag.code, variable.code, port.code]).toEqual([78, 78, 78]);
  expect(flag.stderr).toContain("gone.ts");
  expect(variable.stderr).toContain("lost.ts");
  expect(port.stderr).toContain("server.port");
});

test("a port that is taken is exit 1, with the way out", async () => {
  await using machine = setup();
  const taker = createServer();
  await new Promise<void>((resolve) => taker.listen(0, "127.0.0.1", resolve));
  const { port } = taker.address() as { port: number };
  const { code, stderr } = await machine.run(["--port", String(port), "--data", "data"]);
  taker.close();
  expect(code).toBe(1);
  expect(stderr).toContain(String(port));
  expect(stderr).toContain("--port");
  expect(stderr).not.toContain("    at ");
});

test("a second instance on the same port is exit 1, though its data folder is its own", async () => {
  await using machine = setup();
  const { port } = await machine.serve();
  const { code, stdout, stderr } = await machine.run(["--port", String(port), "--data", "other"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(`The port ${port} of 127.0.0.1 is in use`);
});

test("a second instance on the same data folder is exit 1, and the first goes on", async () => {
  await using machine = setup();
  const first = await machine.serve();
  const { code, stdout, stderr } = await machine.run(["--port", "0", "--data", "data"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("data");
  expect(stderr).not.toContain("    at ");
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
});

test("a data folder that cannot be made is exit 1, and the message names it", async () => {
  await using machine = setup({ "a-file": "" });
  const { code, stderr } = await machine.run(["--port", "0", "--data", "a-file/data"]);
  expect(code).toBe(1);
  expect(stderr).toContain("a-file");
  expect(stderr).toContain("--data");
  expect(stderr).not.toContain("    at ");
});

test("a first start that found its port taken leaves the keys to the next", async () => {
  await using machine = setup();
  const taker = createServer();
  await new Promise<void>((resolve) => taker.listen(0, "127.0.0.1", resolve));
  const { port } = taker.address() as { port: number };
  const failed = await machine.run(["--port", String(port), "--data", "data"]);
  taker.close();
  expect([failed.code, failed.stdout]).toEqual([1, ""]);
  const server = await machine.serve();
  expect(await server.says("Operator key")).toContain("API key");
});

test.each([
  ["300.1.1.1", "has no address"],
  ["bad..host", "has no address"],
  ["192.0.2.1", "not an address of this machine"],
])("the host %s is exit 1: it %s", async (host, told) => {
  await using machine = setup();
  const { code, stderr } = await machine.run(["--host", host, "--port", "0", "--data", "data"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining(told)]);
  expect(stderr).toContain("--host");
  expect(stderr).not.toContain("    at ");
});

test("an IPv6 host may stand in brackets", async () => {
  await using machine = setup();
  const server = await machine.serve("--host", "[::1]");
  expect(server.url).toBe(`http://[::1]:${server.port}`);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test("a --config that names nothing, as when a variable is empty, is a wrong configuration", async () => {
  await using machine = setup();
  const { code, stderr } = await machine.run(["--config=", "--port", "0"]);
  expect([code, stderr]).toEqual([78, expect.stringContaining("--config")]);
});

test("a configuration that goes against what the API made is a wrong configuration", async () => {
  const accounts = [{ id: "acc_b", apiKeys: ["OTHERS_KEY"] }];
  const config = `export default { accounts: ${JSON.stringify(accounts)} };`.replace(
    '"OTHERS_KEY"',
    "process.env.OTHERS_KEY",
  );
  await using machine = setup({ "conflict.config.ts": config });
  const first = await machine.serve();
  const { key } = keysOf(await first.says("Try it"));
  first.signal("SIGTERM");
  await first.ended;
  const { code, stderr } = await machine.run(["--config", "conflict.config.ts", "--port", "0", "--data", "data"], {
    OTHERS_KEY: key,
  });
  expect([code, stderr]).toEqual([78, expect.stringContaining("accounts[0].apiKeys[0]")]);
  expect(stderr).not.toContain(key);
});
