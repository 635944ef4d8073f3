import { expect, test } from "bun:test";
import { findingsOf, type Signs } from "../../src/app/findings.ts";
import { HOUR, MINUTE } from "../../src/core/time.ts";

const GB = 1_000_000_000;
const NOW = Date.parse("2024-02-10T12:00:00Z");
const WELL: Signs = {
  now: NOW,
  folder: "/data",
  storage: "ok",
  pages: { size: 8192, count: 1000, free: 0, maxBytes: undefined },
  disk: { bytes: 100 * GB, freeBytes: 50 * GB },
  running: true,
  backlog: { overMs: 10 * MINUTE, first: 0, middle: 0, last: 0 },
  oldestDueAt: null,
  clockJump: undefined,
};
const found = (signs: Partial<Signs>) => findingsOf({ ...WELL, ...signs });
const codes = (signs: Partial<Signs>) => found(signs).map(({ code }) => code);
/** Of 1,000 pages. */
const used = (count: number, free = 0) => ({ size: 8192, count, free, maxBytes: 8_192_000 });

test("where all is well, or is not known yet, nothing is found", () => {
  expect(codes({})).toEqual([]);
  expect(codes({ disk: undefined, backlog: undefined })).toEqual([]);
});

test("a disk with less than a tenth free is nearly full, and says how much that is", () => {
  expect(codes({ disk: { bytes: 100 * GB, freeBytes: 10 * GB } })).toEqual([]);
  const [finding] = found({ disk: { bytes: 100 * GB, freeBytes: 9.9 * GB } });
  expect(finding).toMatchObject({ code: "disk_nearly_full", severity: "warning" });
  expect(finding?.detail).toContain("Of the disk of /data 9.9 GB are free, of 100 GB.");
});

test("so is a database that uses nine tenths of storage.maxBytes; what is free inside of it is not used", () => {
  expect(codes({ pages: used(899) })).toEqual([]);
  expect(codes({ pages: used(1000, 101) })).toEqual([]);
  const [finding] = found({ pages: used(930) });
  expect(finding?.code).toBe("disk_nearly_full");
  expect(finding?.detail).toContain("uses 93 % of storage.maxBytes");
  expect(finding?.detail).toContain("(now 8.2 MB)");
});

test("a storage that is full says so once, with the remedy for what it is that is full", () => {
  const byDisk = found({ storage: "full", disk: { bytes: 100 * GB, freeBytes: 0 } });
  expect(byDisk.map(({ code, severity }) => [code, severity])).toEqual([["storage_full", "critical"]]);
  expect(byDisk[0]?.detail).toContain("Make room on the disk of /data");
  const byLimit = found({ storage: "full", pages: used(950) });
  expect(byLimit.map(({ code }) => code)).toEqual(["storage_full"]);
  expect(byLimit[0]?.detail).toContain("Raise storage.maxBytes");
});

test("a backlog grows when it grows all the time, by many, and what waits is overdue", () => {
  const trend = (first: number, middle: number, last: number) => ({ overMs: 10 * MINUTE, first, middle, last });
  const oldestDueAt = NOW - 3 * MINUTE;
  const [finding] = found({ backlog: trend(1000, 1500, 12_000), oldestDueAt });
  expect(finding).toMatchObject({ code: "backlog_growing", severity: "warning" });
  expect(finding?.detail).toContain("12,000 are pending, 1,000 were 10 min ago, and the oldest has been due for 3 min");
  for (const calm of [trend(0, 50, 99), trend(1000, 2000, 1900), trend(9000, 9001, 9500), trend(500, 400, 900)])
    expect([calm, codes({ backlog: calm, oldestDueAt })]).toEqual([calm, []]);
  // What waits for its retry, or for a moment only.
  for (const dueAt of [null, NOW + HOUR, NOW - 59_000])
    expect(codes({ backlog: trend(1000, 1500, 12_000), oldestDueAt: dueAt })).toEqual([]);
});

test("a clock that was set is told of for an hour, with how far and which way", () => {
  const jump = (by: number, agoMs: number) => ({ clockJump: { at: NOW, by, agoMs } });
  const [finding] = found(jump(-2 * HOUR, 5 * MINUTE));
  expect(finding).toMatchObject({ code: "clock_jumped", severity: "warning" });
  expect(finding?.detail).toContain("was set back by 2 h, 5 min ago, to 2024-02-10T12:00:00.000Z");
  expect(found(jump(90_000, 0))[0]?.detail).toContain("forward by 90 s");
  expect(codes(jump(HOUR, HOUR))).toEqual([]);
});

test("what is critical comes first", () => {
  const clockJump = { at: NOW, by: HOUR, agoMs: 0 };
  const disk = { bytes: GB, freeBytes: 0 };
  expect(codes({ clockJump, disk, storage: "failing", running: false })).toEqual([
    "dispatcher_stalled",
    "storage_failing",
    "disk_nearly_full",
    "clock_jumped",
  ]);
});
