import { expect, test } from "bun:test";
import { createLogger } from "../../src/app/logger.ts";
import { requestLog } from "../../src/app/request-log.ts";
import { loadSettings } from "../../src/config/load.ts";
import { workingDirectory } from "../config/setup.ts";

/** The line that a request makes, or `undefined`. */
async function lineOf(level: "debug" | "info", trustedProxies: string[], peer: string, forwarded = "198.51.100.7") {
  using folder = workingDirectory({ "taskflow-hooks.config.json": JSON.stringify({ server: { trustedProxies } }) });
  const settings = await loadSettings({ flags: {}, environment: {}, workingDirectory: folder.folder });
  const lines: string[] = [];
  const log = createLogger({ level, format: "json" }, (text) => lines.push(text));
  const request = new Request("http://hooks.test/v2/events?cursor=secret", {
    method: "POST",
    headers: { authorization: "Bearer tfk_secret", "x-forwarded-for": forwarded },
  });
  requestLog(log, settings)?.({ request, path: "/v2/events", status: 202, durationMs: 4, peer });
  return lines[0];
}

test("at debug a request is a line, without its query and its key", async () => {
  const line = await lineOf("debug", [], "192.0.2.1");
  expect(line).not.toContain("secret");
  expect(JSON.parse(line ?? "")).toMatchObject({
    method: "POST",
    path: "/v2/events",
    status: 202,
    ms: 4,
    client: "192.0.2.1",
  });
});

test("the client is whom a trusted proxy names", async () => {
  const line = await lineOf("debug", ["192.0.2.0/24"], "192.0.2.1");
  expect(JSON.parse(line ?? "").client).toBe("198.51.100.7");
});

test("what a proxy passed on as a client, and is no address, is not in the line", async () => {
  const line = await lineOf("debug", ["192.0.2.0/24"], "192.0.2.1", "tfk_secret");
  expect(line).not.toContain("secret");
  expect(JSON.parse(line ?? "").client).toBe("192.0.2.1");
});

test("at info there is no line a request", async () => {
  expect(await lineOf("info", [], "192.0.2.1")).toBeUndefined();
});
