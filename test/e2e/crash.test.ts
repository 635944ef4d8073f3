import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Findings } from "../../bench/crash/findings.ts";
import { killAgainAndAgain } from "../../bench/crash/kills.ts";
import { losePower } from "../../bench/crash/power-loss.ts";
import { chooseSeed } from "../../bench/crash/random.ts";
import { stopAgainAndAgain } from "../../bench/crash/stops.ts";

setDefaultTimeout(60_000);

/** Beside what is expected, so that a failure tells which `CRASH_SEED` makes the same choices again. */
const seed = chooseSeed();
const NOTHING: Findings = { lost: [], unsettled: [], unasked: [], repeated: [], unmatched: [], miscounted: [] };

describe("under load, with endpoints that are slow or refuse", () => {
  test("kill -9 at random moments loses, repeats and miscounts nothing but what was in flight", async () => {
    const report = await killAgainAndAgain({ seed, kills: 6 });
    expect({ seed, ...report.findings }).toEqual({ seed, ...NOTHING });
    expect(report.madeAgain).toBeGreaterThan(0);
    expect(report.interrupted).toBe(0);
  });

  test("what lies on disk at any moment is whole, and holds all that was acknowledged, torn ends or not", async () => {
    const { acknowledged, copies, ...found } = await losePower({ seed, moments: 2 });
    expect({ seed, ...found }).toEqual({ seed, faults: [], lost: [], unmatched: [], miscounted: [] });
    expect(copies).toBe(4);
    expect(acknowledged).toBeGreaterThan(0);
  });

  test("SIGTERM waits for endpoints that answer in time, and cuts nothing off", async () => {
    const report = await stopAgainAndAgain({ seed, stops: 2, endpoints: "slow" });
    expect({ seed, ...report.findings }).toEqual({ seed, ...NOTHING });
    expect(report).toMatchObject({ exitCodes: [0, 0, 0], madeAgain: 0, interrupted: 0 });
    expect(report.inFlight).toBeGreaterThan(0);
    expect(report.longestStopMs).toBeLessThan(5_000);
  });
});
