import { test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Kept from run to run. */
const VENV = resolve(import.meta.dir, "../../node_modules/.cache/taskflow-e2e-venv");
const REQUIREMENTS = join(import.meta.dir, "requirements.txt");

const hasPython = Bun.spawnSync(["sh", "-c", "python3 -c 'import venv, ensurepip'"]).exitCode === 0;
const isSkipped = !hasPython && !process.env.CI;
if (isSkipped) console.warn("Tests that need Python are skipped: python3 with venv and ensurepip is not there.");

/** A test that is skipped where there is no Python, but fails there in CI. */
export const testWithPython = test.skipIf(isSkipped);

let making: Promise<string> | undefined;

/** A Python interpreter that has the packages of `requirements.txt`. */
export function python(): Promise<string> {
  making ??= interpreter();
  return making;
}

async function interpreter(): Promise<string> {
  const python = join(VENV, "bin/python");
  // Its own copy of the requirements says what was installed; the interpreter is a link that an upgrade may break.
  const installed = join(VENV, "requirements.txt");
  const isMade = existsSync(python) && existsSync(installed);
  if (!isMade || readFileSync(installed, "utf8") !== readFileSync(REQUIREMENTS, "utf8")) await install();
  return python;
}

/** Made aside and then moved, so that nobody meets it half done. */
async function install(): Promise<void> {
  const aside = `${VENV}-${process.pid}`;
  mkdirSync(dirname(VENV), { recursive: true });
  try {
    await run("python3", "-m", "venv", aside);
    await run(join(aside, "bin/python"), "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS);
    copyFileSync(REQUIREMENTS, join(aside, "requirements.txt"));
    rmSync(VENV, { recursive: true, force: true });
    renameSync(aside, VENV);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function run(...command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdout: "ignore", stderr: "pipe" });
  const [code, errors] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${errors}`);
}
