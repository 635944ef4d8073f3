import { expect, test } from "bun:test";
import { spokenBytes, spokenTime } from "../../src/app/spoken.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1 KB"],
  [1_540_000, "1.5 MB"],
  [123_456_789, "123 MB"],
  [10 * 1024 ** 3, "10.7 GB"],
  [5e18, "5000 PB"],
])("%d bytes are spoken of as %s", (bytes, spoken) => {
  expect(spokenBytes(bytes)).toBe(spoken);
});

test.each([
  [0, "0 s"],
  [119_000, "119 s"],
  [120_000, "2 min"],
  [3 * 3_600_000, "3 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
])("%d ms are spoken of as %s", (ms, spoken) => {
  expect(spokenTime(ms)).toBe(spoken);
});
