import { expect, setDefaultTimeout, test } from "bun:test";
import { startReceiver } from "../support/receiver.ts";
import { startAppliance } from "./appliance.ts";
import { type Framing, upload } from "./raw-upload.ts";

setDefaultTimeout(30_000);

const LIMIT = 10_485_760;
const FRAMINGS: readonly Framing[] = ["content-length", "chunked"];

/** `data` that a parser would spell otherwise, in a request of exactly so many bytes. */
function requestOf(bytes: number): { readonly body: Buffer; readonly data: string } {
  const frame = (data: string) => `{"type":"task.created","data":${data}}`;
  const dataWith = (filler: string) =>
    `{"z": 1.0, "a" : 12345678901234567890, "é": "\\u00e9 ✓ 𝄞 \\/", "filler": "${filler}"}`;
  const data = dataWith("x".repeat(bytes - Buffer.byteLength(frame(dataWith("")))));
  return { body: Buffer.from(frame(data)), data };
}

test.each(FRAMINGS)("a request of 10,485,760 bytes is delivered byte for byte, with %s", async (framing) => {
  await using receiver = await startReceiver();
  await using appliance = await startAppliance();
  await appliance.webhook(receiver.url);
  const { body, data } = requestOf(LIMIT);
  expect(body.length).toBe(LIMIT);

  const { authorization } = appliance;
  const { status, text } = await upload(`${appliance.url}/v2/events`, { authorization, body, framing });
  expect([status, text]).toEqual([202, expect.stringContaining("evt_")]);
  const [request] = await receiver.received(1);
  // Compared here: a matcher would print both when they differ.
  const isWhole = request?.body.includes(`,"data":${data},"metadata":`);
  expect(isWhole).toBe(true);
});

test.each(FRAMINGS)("a request of one byte more is refused with 413, with %s", async (framing) => {
  await using appliance = await startAppliance();
  const { authorization } = appliance;
  const { body } = requestOf(LIMIT + 1);
  const { status, text } = await upload(`${appliance.url}/v2/events`, { authorization, body, framing });
  expect([status, JSON.parse(text).code]).toEqual([413, "payload_too_large"]);
  expect((await appliance.get<{ data: unknown[] }>("/v2/events")).body.data).toEqual([]);
});
