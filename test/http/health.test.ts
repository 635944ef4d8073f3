import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { setup } from "./setup.ts";

const nobody = { key: null };

test("a living process says so", async () => {
  await using api = await setup();
  const { status, body } = await api.get("/healthz", nobody);
  expect([status, body]).toEqual([200, { status: "ok" }]);
});

test("it is ready when nothing keeps it from taking and delivering events", async () => {
  await using api = await setup();
  const { status, body } = await api.get("/readyz", nobody);
  expect([status, body]).toEqual([200, { status: "ok" }]);
});

test("what keeps it from being ready is told, and it stays alive", async () => {
  await using api = await setup({ ready: async () => "The disk of the data folder is full." });
  const { status, headers, body } = await api.get("/readyz", nobody);
  expect([status, body.code, body.detail]).toEqual([503, "unavailable", "The disk of the data folder is full."]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await api.get("/healthz", nobody)).status).toBe(200);
});

test("metrics are served as Prometheus reads them", async () => {
  await using api = await setup();
  const { status, headers, text } = await api.get("/metrics", nobody);
  expect([status, text]).toEqual([200, "up 1\n"]);
  expect(headers.get("content-type")).toStartWith("text/plain; version=0.0.4");
});

test("the page is one file that runs its own script and style, and no other", async () => {
  await using api = await setup();
  const { status, headers, text } = await api.get("/", nobody);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  const [script = ""] = /(?<=<script>).*(?=<\/script>)/.exec(text) ?? [];
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`);
});
