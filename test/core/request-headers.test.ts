import { expect, test } from "bun:test";
import { headerLines, headersByName } from "../../src/core/request-headers.ts";

const FACTS = {
  url: "https://hooks.example.com:8443/in?a=b: c",
  deliveryId: "del_1",
  eventType: "task.created",
  attempt: 3,
  startedAt: Date.parse("2024-02-10T16:45:22.999Z"),
  taskflowSignature: "sha256=00ff",
  standardSignature: "v1,AAA= v1,BBB=",
  bodyBytes: 42,
};

test("headers are lines in the order they are sent, each ended by CRLF", () => {
  const lines = headerLines(FACTS).split("\r\n");
  expect(lines).toEqual([
    "Host: hooks.example.com:8443",
    "Content-Type: application/json",
    "Content-Length: 42",
    "User-Agent: TaskFlow-Hooks/1",
    "Accept: */*",
    "X-TaskFlow-Event: task.created",
    "X-TaskFlow-Delivery-ID: del_1",
    "X-TaskFlow-Attempt: 3",
    "X-TaskFlow-Signature: sha256=00ff",
    "webhook-id: del_1",
    "webhook-timestamp: 1707583522",
    "webhook-signature: v1,AAA= v1,BBB=",
    "",
  ]);
});

test("the log reads them back by lower-case name", () => {
  expect(headersByName(headerLines(FACTS))).toMatchObject({
    host: "hooks.example.com:8443",
    "x-taskflow-delivery-id": "del_1",
    "webhook-signature": "v1,AAA= v1,BBB=",
  });
});
