import { expect, test } from "bun:test";
import { createOutput } from "../../src/cli/output.ts";

test("what is written in one turn goes out together, in order", async () => {
  const written: string[] = [];
  const output = createOutput((text) => written.push(text));
  output.write("one\n");
  output.write("two\n");
  expect(written).toEqual([]);
  await new Promise(setImmediate);
  output.write("three\n");
  await new Promise(setImmediate);
  expect(written).toEqual(["one\ntwo\n", "three\n"]);
});

test("at the end what waits goes out at once, and only once", async () => {
  const written: string[] = [];
  const output = createOutput((text) => written.push(text));
  output.write("last\n");
  output.flush();
  await new Promise(setImmediate);
  expect(written).toEqual(["last\n"]);
});
