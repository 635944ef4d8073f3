import { existsSync, mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "./appliance.ts";
import { type FootprintResult, measureFootprint } from "./footprint.ts";
import { type LatencyResult, measureLatency } from "./latency.ts";
import type { Summary } from "./subject.ts";
import { measureThroughput, type ThroughputResult } from "./throughput.ts";

type Row = readonly [what: string, value: string];
type Bench = () => Promise<{ readonly result: unknown; readonly rows: readonly Row[] }>;

const BENCHES: Readonly<Record<string, Bench>> = {
  throughput: async () => rowsOf(await measureThroughput(), throughputRows),
  latency: async () => rowsOf(await measureLatency(), latencyRows),
  footprint: async () => rowsOf(await measureFootprint(), footprintRows),
};

/** Runs the benches that are named, or all; prints a table, and leaves the figures as JSON in `bench/results/`. */
async function main(names: readonly string[]): Promise<void> {
  if (!existsSync(EXECUTABLE)) throw new Error("There is no dist/taskflow-hooks: run `npm run build` first.");
  const unknown = names.find((name) => !(name in BENCHES));
  if (unknown !== undefined) throw new Error(`No bench "${unknown}": there are ${Object.keys(BENCHES).join(", ")}.`);
  const results: Record<string, unknown> = { cpus: cpus().length, cpu: cpus()[0]?.model, bun: Bun.version };
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { result, rows } = await bench();
    results[name] = result;
    process.stdout.write(`\n${name}\n`);
    for (const [what, value] of rows) process.stdout.write(`  ${what.padEnd(44)} ${value}\n`);
  }
  const folder = join(import.meta.dir, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  await Bun.write(file, `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`\n${file}\n`);
}

function rowsOf<Result>(result: Result, rows: (result: Result) => readonly Row[]) {
  return { result, rows: rows(result) };
}

function throughputRows(result: ThroughputResult): Row[] {
  return [
    ["÷ bare loop, delivered and recorded", spread(result.ratio, 2)],
    ["accepted a second", spread(result.accepted)],
    ["delivered and recorded a second", spread(result.delivered)],
    ["bare loop, accepted a second", spread(result.bareAccepted)],
    ["bare loop, delivered and recorded a second", spread(result.bareDelivered)],
    ["resident memory under load", megabytes(result.residentMb)],
  ];
}

function latencyRows({ p50, p99, bareP50, bareP99 }: LatencyResult): Row[] {
  return [
    ["send to receive, p50", milliseconds(p50)],
    ["send to receive, p99", milliseconds(p99)],
    ["bare loop, p50", milliseconds(bareP50)],
    ["bare loop, p99", milliseconds(bareP99)],
  ];
}

function footprintRows({ coldStartMs, idleMb }: FootprintResult): Row[] {
  return [
    ["cold start to ready, ms", spread(coldStartMs)],
    ["resident memory idle", megabytes(idleMb)],
  ];
}

function spread({ median, least, most }: Summary, digits = 0): string {
  return `${median.toFixed(digits)}  (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function megabytes(value: number | undefined): string {
  return value === undefined ? "not known on this system" : `${value.toFixed(0)} MB`;
}

await main(process.argv.slice(2));
