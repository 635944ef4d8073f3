import { expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "../../src/core/errors.ts";
import { type ListName, listReply, pageRequest } from "../../src/http/cursor.ts";
import { runs } from "../support/runs.ts";
import { setup } from "./setup.ts";

const LISTS = ["accounts", "webhooks", "events", "deliveries", "keys of acc_a", "deliveries of wh_a"] as const;
const list = fc.constantFrom<ListName>(...LISTS);
const row = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

function cursorOf(name: ListName, next: number): string {
  const { body = "" } = listReply(name, { rows: [], next }, String);
  return (JSON.parse(body) as { next_cursor: string }).next_cursor;
}

/** The row, or why it is refused. */
function read(name: ListName, cursor: string): number | string | undefined {
  try {
    return pageRequest(name, { limit: 50, cursor }).before;
  } catch (fault) {
    if (fault instanceof Refusal) return fault.problem;
    throw fault;
  }
}

test("a cursor leads on from where its page ended, and in no other list", () => {
  fc.assert(
    fc.property(list, list, row, (name, other, before) => {
      const cursor = cursorOf(name, before);
      expect(read(name, cursor)).toBe(before);
      if (other !== name) expect(read(other, cursor)).toBe("invalid_cursor");
    }),
    runs(200),
  );
});

/** Cursors that were given, and others that look like them. */
const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.base64String(),
  fc.string().map((text) => Buffer.from(text).toString("base64url")),
  fc
    .tuple(list, fc.oneof(row.map(String), fc.string()))
    .map((parts) => Buffer.from(parts.join(":")).toString("base64url")),
  fc.tuple(list, row, fc.string({ maxLength: 2 })).map(([name, before, more]) => cursorOf(name, before) + more),
);

test("any other text is refused as a cursor", () => {
  fc.assert(
    fc.property(list, anything, (name, cursor) => {
      const before = read(name, cursor);
      if (typeof before === "number") expect(cursorOf(name, before)).toBe(cursor);
      else expect(before).toBe("invalid_cursor");
    }),
    runs(500),
  );
});

test("a list answers any cursor with a page or with 400", async () => {
  await using api = await setup({ settings: { apiRequestsPerMinute: Number.MAX_SAFE_INTEGER } });
  const { id } = await api.webhook();
  await api.event();
  const path = fc.constantFrom(
    "webhooks",
    "events",
    "deliveries",
    "accounts",
    `webhooks/${id}/deliveries`,
    "accounts/acc_test/keys",
  );
  await fc.assert(
    fc.asyncProperty(path, anything, async (path, cursor) => {
      const query = new URLSearchParams({ cursor });
      const { status, body } = await api.get(`/v2/${path}?${query}`, { key: api.keys.operator });
      expect([status, body.code]).toEqual(status === 200 ? [200, undefined] : [400, "invalid_cursor"]);
    }),
    runs(200),
  );
});
