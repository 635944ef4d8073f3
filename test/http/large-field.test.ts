import { expect, test } from "bun:test";
import { SLICE_BYTES } from "../../src/core/body.ts";
import { setAside } from "../../src/http/large-field.ts";

test("a large field is found over as many turns as it has slices, so that others are served in between", async () => {
  const slices = 20;
  const body = Buffer.from(`{"type":"task.created","data":"${"x".repeat(slices * SLICE_BYTES)}"}`);
  let turns = 0;
  const next = (): void => {
    turns++;
    timer = setImmediate(next);
  };
  let timer = setImmediate(next);
  const aside = await setAside(body, "data");
  clearImmediate(timer);
  expect(aside?.text).toBe('{"type":"task.created","data":null}');
  expect(turns).toBeGreaterThanOrEqual(slices);
});
