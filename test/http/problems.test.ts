import { expect, test } from "bun:test";
import { StorageFault, StorageFull } from "../../src/store/faults.ts";
import { setup, URL } from "./setup.ts";

test("a refusal says what is wrong as RFC 9457 has it", async () => {
  await using api = await setup();
  const { status, headers, body } = await api.get("/v2/webhooks/wh_nothing");
  expect(status).toBe(404);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toEqual({
    type: expect.stringContaining("not_found"),
    title: expect.any(String),
    status: 404,
    detail: expect.stringContaining("webhook"),
    code: "not_found",
    errors: [],
  });
});

test.each([
  ["DELETE", "/v2/webhooks", "GET, HEAD, POST"],
  ["PUT", "/v2/webhooks/wh_1", "DELETE, GET, HEAD, PATCH"],
  ["GET", "/v2/events/batch", "POST"],
  ["POST", "/v2/stats", "GET, HEAD"],
  ["POST", "/healthz", "GET, HEAD"],
  ["DELETE", "/", "GET, HEAD"],
])("%s %s is 405, and Allow names what the path takes", async (method, path, allowed) => {
  await using api = await setup();
  const { status, headers, body } = await api.call(method, path);
  expect([status, body.code]).toEqual([405, "method_not_allowed"]);
  expect(headers.get("allow")?.split(", ").sort().join(", ")).toBe(allowed);
});

test.each([
  undefined,
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/json; charset=latin1",
  "application/jsonp",
])("a body of type %p is 415", async (type) => {
  await using api = await setup();
  const headers = { authorization: `Bearer ${api.keys.own}`, ...(type && { "content-type": type }) };
  const request = { method: "POST", headers, body: Buffer.from('{"type":"task.created","data":{}}') };
  const { status, body } = await api.send(new Request("http://api.test/v2/events", request));
  expect([status, body.code]).toEqual([415, "unsupported_media_type"]);
});

test.each(["application/json", "Application/JSON; charset=utf-8", 'application/json;charset="UTF-8"'])(
  "a body of type %p is taken",
  async (type) => {
    await using api = await setup();
    const options = { headers: { "content-type": type } };
    expect((await api.post("/v2/events", { type: "task.created", data: {} }, options)).status).toBe(202);
  },
);

test.each(["", "{", '{"type":"task.created",}', "{'type':1}", "[1,]", '{"a":1}{"b":2}', "nul"])(
  "the body %p is 400: it is no JSON",
  async (text) => {
    await using api = await setup();
    const { status, body } = await api.post("/v2/events", text);
    expect([status, body.code]).toEqual([400, "invalid_json"]);
  },
);

test("a body that is not UTF-8 is 400", async () => {
  await using api = await setup();
  const headers = { authorization: `Bearer ${api.keys.own}`, "content-type": "application/json" };
  const text = Buffer.concat([Buffer.from('{"type":"task.created","data":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const { status, body } = await api.send(
    new Request("http://api.test/v2/events", { method: "POST", headers, body: text }),
  );
  expect([status, body.code]).toEqual([400, "invalid_json"]);
});

test.each(["null", "[]", "7", '"text"'])("the body %p is 422: it is no object", async (text) => {
  await using api = await setup();
  for (const path of ["/v2/events", "/v2/webhooks", "/v2/events/batch"]) {
    expect((await api.post(path, text)).body.code).toBe("validation_failed");
  }
});

const PLACES: [string, string, Record<string, unknown>, string, string][] = [
  ["POST", "/v2/webhooks", { url: URL, events: ["*"], secert: "x" }, "/secert", "secret"],
  ["PATCH", "/v2/webhooks/WEBHOOK", { enabeld: true }, "/enabeld", "enabled"],
  ["POST", "/v2/webhooks/WEBHOOK/test", { eventtype: "task.created" }, "/eventtype", "event_type"],
  ["POST", "/v2/webhooks/WEBHOOK/rotate-secret", { overlap_second: 1 }, "/overlap_second", "overlap_seconds"],
  ["POST", "/v2/webhooks/WEBHOOK/recover", { since: "2024-02-10T00:00:00Z", untl: "x" }, "/untl", "until"],
  ["POST", "/v2/webhooks/WEBHOOK/discard", { sinse: "x" }, "/sinse", "since"],
  ["POST", "/v2/events", { type: "task.created", data: {}, meta_data: {} }, "/meta_data", "metadata"],
  ["POST", "/v2/events/batch", { events: [], acount_id: "x" }, "/acount_id", "account_id"],
  ["POST", "/v2/accounts", { nmae: "x" }, "/nmae", "name"],
  ["PATCH", "/v2/accounts/acc_test", { name: "x", naem: "x" }, "/naem", "name"],
  ["POST", "/v2/accounts/acc_test/keys", { expire_at: "x" }, "/expire_at", "expires_at"],
];

test.each(PLACES)(
  "%s %s refuses an unknown field, and names the nearest known one",
  async (method, path, input, field, meant) => {
    await using api = await setup();
    const { id } = await api.webhook();
    const key = path.includes("accounts") ? api.keys.operator : api.keys.own;
    const { status, body } = await api.call(method, path.replace("WEBHOOK", id), input, { key });
    expect([status, body.code]).toEqual([422, "validation_failed"]);
    const fault = body.errors.find(({ path }: { path: string }) => path === field);
    expect(fault.message).toContain(`Did you mean "${meant}"?`);
  },
);

test.each([
  [{ url: URL, events: ["*"], colour: "red" }, "/v2/webhooks", "", "Known are: url, events,"],
  [{ events: [{ type: "task.created", data: {}, colour: 1 }] }, "/v2/events/batch", "/events/0", "Known are: type,"],
])(
  "a field whose name is like no known one is refused, and not named: it may be a secret that strayed",
  async (input, path, place, told) => {
    await using api = await setup();
    const { status, body } = await api.post(path, input);
    expect([status, body.errors.length, body.errors[0].path]).toEqual([422, 1, place]);
    expect(body.errors[0].message).toContain(told);
  },
);

test("an unknown query parameter is refused, with the nearest known one", async () => {
  await using api = await setup();
  const { status, body } = await api.get("/v2/events?untill=2024-02-10T00:00:00Z");
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "untill"]);
  expect(body.errors[0].message).toContain('Did you mean "until"?');
});

test.each(["constructor", "__proto__", "toString"])("%s is a query parameter that there is not", async (name) => {
  await using api = await setup();
  const { status, body } = await api.get(`/v2/events?${name}=1`);
  expect([status, body.errors[0].path]).toEqual([422, ""]);
  expect(body.errors[0].message).toContain("not known here");
});

test.each([
  ["/v2/events", '{"type":"task.created","data":1,"data":2}', "/data"],
  ["/v2/events", '{"type":"task.created","data":1,"\\u0064ata":2}', "/data"],
  ["/v2/webhooks", `{"url":"${URL}","events":["*"],"secret":"one","secret":"two"}`, "/secret"],
  ["/v2/webhooks", `{"url":"${URL}","url":"${URL}","events":["*"]}`, "/url"],
])("a key given twice is refused: %s %s", async (path, text, field) => {
  await using api = await setup();
  const { status, body } = await api.post(path, text);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", field]);
});

test.each([
  ["/v2/webhooks", { url: URL, events: ["*"], description: "x".repeat(1_001) }, "at most 1000 characters"],
  ["/v2/webhooks", { url: URL, events: ["*"], description: 7 }, "a string or null"],
  ["/v2/accounts", { name: "x".repeat(201) }, "at most 200 characters"],
  ["/v2/accounts/acc_test/keys", { expires_at: "soon" }, "RFC 3339"],
])("where null may stand too, it is still told what is wrong with the text: %s %j", async (path, input, told) => {
  await using api = await setup();
  const key = path.includes("accounts") ? api.keys.operator : api.keys.own;
  const { status, body } = await api.post(path, input, { key });
  expect([status, body.errors.length]).toEqual([422, 1]);
  expect(body.errors[0].message).toContain(told);
});

test("a compressed body is 415", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events", "{}", { headers: { "content-encoding": "gzip" } });
  expect([status, body.code]).toEqual([415, "unsupported_media_type"]);
});

test("several faults are told at once", async () => {
  await using api = await setup();
  const { body } = await api.post("/v2/webhooks", { url: 7, events: [], enabled: "yes" });
  expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(["/enabled", "/events", "/url"]);
});

const MARK = "hunter2";
test.each([
  ["POST", "/v2/webhooks", { url: `ftp://${MARK}`, events: ["*"] }],
  ["POST", "/v2/webhooks", { url: `https://user:${MARK}@example.com/`, events: ["*"] }],
  ["POST", "/v2/webhooks", { url: `http://${MARK}.example.com/`, events: ["*"] }],
  ["POST", "/v2/webhooks", { url: URL, events: [MARK], secret: "s" }],
  ["POST", "/v2/webhooks", { url: URL, events: ["*"], secret: `${MARK}\n` }],
  ["POST", "/v2/webhooks", { url: URL, events: ["*"], secret: MARK.repeat(50) }],
  ["POST", "/v2/webhooks", { url: URL, events: ["*"], secret: [MARK] }],
  ["POST", "/v2/webhooks", { url: URL, events: ["*"], enabled: MARK }],
  ["POST", "/v2/events", { type: MARK, data: {} }],
  ["POST", "/v2/events", { type: "task.created", data: {}, timestamp: MARK }],
  ["POST", "/v2/events", { type: "task.created", data: {}, metadata: MARK }],
  ["POST", "/v2/events", { type: "task.created", data: {}, account_id: MARK }],
  ["POST", "/v2/events", `{"type":"task.created","data":"${MARK}"`],
  ["GET", `/v2/events?since=${MARK}`, undefined],
  ["GET", `/v2/events?limit=${MARK}`, undefined],
  ["GET", `/v2/events?cursor=${MARK}`, undefined],
  ["GET", `/v2/stats?window=${MARK}`, undefined],
  ["GET", `/v2/webhooks/${MARK}`, undefined],
])("a refusal does not repeat what was submitted: %s %s %j", async (method, path, input) => {
  await using api = await setup();
  const { status, text } = await api.call(method, path, input);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(text).not.toContain(MARK);
});

test.each([
  ["has no room", () => new StorageFull("full"), 507, "storage_full"],
  ["fails", () => new StorageFault("broken"), 503, "unavailable"],
  ["meets a fault of ours", () => new Error("at line 7 of secret.ts"), 500, "internal"],
])(
  "when the storage %s the answer tells nothing of its inside, and the operator's log does",
  async (_, fault, status, code) => {
    await using working = await setup();
    const { store } = working.context;
    const events = { ...store.events, ingest: () => Promise.reject(fault()) };
    await using api = await setup({ context: { ...working.context, store: { ...store, events } } });
    const answer = await api.post("/v2/events", { type: "task.created", data: {} }, { key: working.keys.own });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain("secret.ts");
    expect(api.faults.splice(0)).toHaveLength(1);
  },
);
