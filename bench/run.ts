import { existsSync, mkdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "./harness/appliance.ts";
import { type Figure, type Form, type Mark, reaches } from "./harness/figures.ts";
import { QUESTIONS } from "./questions.ts";

/**
 * Without names all benches in their short form, with names those in full; `--short` makes these short too. Prints a table, and
 * leaves the figures as JSON in `bench/results/`.
 */
async function main(arguments_: readonly string[]): Promise<void> {
  if (!existsSync(EXECUTABLE)) throw new Error("There is no dist/taskflow-hooks: run `npm run build` first.");
  const named = arguments_.filter((argument) => argument !== "--short");
  const unknown = named.find((name) => !(name in QUESTIONS));
  if (unknown !== undefined) throw new Error(`No bench "${unknown}": there are ${Object.keys(QUESTIONS).join(", ")}.`);
  const form: Form = named.length === 0 || named.length < arguments_.length ? "short" : "full";
  const figures: Record<string, readonly Figure[]> = {};
  for (const [name, bench] of Object.entries(QUESTIONS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    process.stdout.write(`\n${name}: ${bench.question}\n`);
    figures[name] = await bench.measure(form);
    process.stdout.write(table(figures[name]));
  }
  process.stdout.write(`\n${await save({ form, machine: machine(), figures })}\n`);
}

function machine() {
  return {
    at: new Date().toISOString(),
    cpus: cpus().length,
    cpu: cpus()[0]?.model,
    memoryMb: Math.round(totalmem() / 1024 ** 2),
    kernel: process.platform,
    bun: Bun.version,
  };
}

async function save(results: object): Promise<string> {
  const folder = join(import.meta.dir, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  await Bun.write(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(52, ...figures.map(({ what }) => what.length));
  return figures.map((figure) => `${row(figure, width)}\n`).join("");
}

/** What was measured, the figure with its spread, the mark, and whether it is reached. */
function row({ what, value, unit, spread, mark }: Figure, width: number): string {
  const range = spread ? `(${shown(spread.least)} to ${shown(spread.most)})` : "";
  const verdict = mark ? `${markText(mark)}${reaches(value, mark) ? "" : "  MISSED"}` : "";
  return `  ${what.padEnd(width)} ${`${shown(value)} ${unit}`.padEnd(14)} ${range.padEnd(22)} ${verdict}`.trimEnd();
}

function markText(mark: Mark): string {
  return "atLeast" in mark ? `≥ ${shown(mark.atLeast)}` : `≤ ${shown(mark.atMost)}`;
}

function shown(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

await main(process.argv.slice(2));
