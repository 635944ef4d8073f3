import { expect, test } from "bun:test";
import { changeOf, coveredOnce, draftOf, EMPTY_DRAFT, missingIn, registrationOf } from "../../public/webhook-draft.ts";
import { webhook } from "./webhooks.ts";

test("what `*` or a group covers is not named again", () => {
  expect(coveredOnce(["task.created", "*", "note.*"])).toEqual(["*"]);
  expect(coveredOnce(["task.created", "task.*", "note.added", "plain"])).toEqual(["task.*", "note.added", "plain"]);
  expect(coveredOnce(["task.archive.*", "task.created"])).toEqual(["task.archive.*", "task.created"]);
});

test("a draft without a URL or without an event type misses it", () => {
  expect(missingIn(EMPTY_DRAFT).map(({ path }) => path)).toEqual(["/url", "/events"]);
  expect(missingIn({ url: "https://example.com", description: "", events: ["*"] })).toEqual([]);
});

test("a registration leaves out what was not filled in", () => {
  const draft = { url: " https://example.com ", description: " ", events: ["task.*", "task.created"] };
  expect(registrationOf(draft)).toEqual({ url: "https://example.com", events: ["task.*"] });
});

test("a change holds what was changed only", () => {
  const before = webhook({ description: "Old", events: ["a.b", "c.d"] });
  const draft = draftOf(before);
  expect(changeOf(before, draft)).toEqual({});
  expect(changeOf(before, { ...draft, events: ["c.d", "a.b"] })).toEqual({});
  expect(changeOf(before, { ...draft, description: "" })).toEqual({ description: null });
  expect(changeOf(before, { ...draft, url: "https://example.com/new", events: ["a.b"] })).toEqual({
    url: "https://example.com/new",
    events: ["a.b"],
  });
});

test("events that were named twice over before are no change", () => {
  const before = webhook({ events: ["*", "task.created"] });
  expect(changeOf(before, draftOf(before))).toEqual({});
});
