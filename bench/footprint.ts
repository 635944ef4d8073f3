import { appliance } from "./appliance.ts";
import { residentMb, type Summary, summary } from "./subject.ts";

export interface FootprintResult {
  /** From the start of the process until `/readyz` says yes, on an empty folder. */
  readonly coldStartMs: Summary;
  /** Ten seconds after the start, with nothing to do. */
  readonly idleMb: number | undefined;
}

const STARTS = 10;
const SETTLE_MS = 10_000;

/** What it takes to start it, and to have it lie there. */
export async function measureFootprint(): Promise<FootprintResult> {
  const starts: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    await using running = await appliance.start("http://127.0.0.1:9/hook");
    starts.push(running.readyMs);
  }
  await using running = await appliance.start("http://127.0.0.1:9/hook");
  await Bun.sleep(SETTLE_MS);
  return { coldStartMs: summary(starts), idleMb: await residentMb(running.pid) };
}
