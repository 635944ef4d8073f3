import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answer, startReceiver } from "../support/receiver.ts";
import { startAppliance, type Within } from "./appliance.ts";
import { readSystem } from "./read-system.ts";

setDefaultTimeout(30_000);

/** https://github.com/wolfcw/libfaketime: gives a process a wall clock of its own. On Debian the package `libfaketime`. */
const [FAKETIME = ""] = globSync("/usr/lib/{*/,}faketime/libfaketime.so.1");
const SHIFT = "clock-shift";

/** The command, with a wall clock that is shifted by what is in a file. */
const withOwnClock: Within = (command, folder) => {
  setClock(folder, 0);
  const settings = {
    FAKETIME_TIMESTAMP_FILE: join(folder, SHIFT),
    FAKETIME_NO_CACHE: 1,
    FAKETIME_DONT_FAKE_MONOTONIC: 1,
  };
  const variables = Object.entries({ LD_PRELOAD: FAKETIME, ...settings }).map(([name, value]) => `${name}=${value}`);
  return ["env", ...variables, ...command];
};

function setClock(folder: string, seconds: number): void {
  writeFileSync(join(folder, SHIFT), `${seconds < 0 ? "" : "+"}${seconds}`);
}

const RETRIES = [400, 1_200];
/** How late a retry may be on a busy machine: far less than the clock is set by. */
const PATIENCE = 10_000;

describe.concurrent("the executable (skipped where libfaketime is missing)", () => {
  test.skipIf(FAKETIME === "").each([3_600, 86_400, -3_600, -86_400])(
    "retries when it said, though its wall clock is set by %d s meanwhile",
    async (seconds) => {
      await using receiver = await startReceiver();
      receiver.reply(answer(503), answer(503), answer(200));
      const delivery = { retries: RETRIES.map((ms) => `${ms}ms`) };
      await using appliance = await startAppliance({ delivery }, withOwnClock);
      await appliance.webhook(receiver.url);
      await appliance.events([{}]);
      await appliance.recorded("pending", 2);
      setClock(appliance.folder, seconds);
      await appliance.logged("the wall clock was set");
      await appliance.recorded("delivered", 1);
      const [first = 0, second = 0, third = 0, ...further] = receiver.requests.map(({ at }) => at);
      expect(second - first).toBeGreaterThanOrEqual(400);
      expect(third - second).toBeGreaterThanOrEqual(1_200);
      expect(third - second).toBeLessThan(1_200 + PATIENCE);
      expect(further).toEqual([]);
    },
  );

  test.skipIf(FAKETIME === "")("tells the operator that its clock was set, and by how much", async () => {
    const operator = "operator-key-of-the-clock";
    await using appliance = await startAppliance({ operatorKeys: [operator] }, withOwnClock);
    const found = () => readSystem(appliance, operator).then(({ findings }) => findings.map(({ code }) => code));
    expect(await found()).not.toContain("clock_jumped");
    setClock(appliance.folder, -3_600);
    expect(await found()).toContain("clock_jumped");
    const { dispatcher } = await readSystem(appliance, operator);
    expect(Math.round((dispatcher.clock_jump?.by_ms ?? 0) / 1_000)).toBe(-3_600);
  });
});
