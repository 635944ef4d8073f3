import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "../..");

test("every package is asked for by its exact version", () => {
  const asked = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
  expect(asked.length).toBeGreaterThan(10);
  for (const [name, version] of asked)
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});

test("an install takes what the lockfile says, and runs no scripts but Bun's", () => {
  expect(existsSync(join(ROOT, "bun.lock"))).toBe(true);
  expect(packageJson.scripts.setup).toContain("--frozen-lockfile");
  expect(packageJson.trustedDependencies).toEqual(["bun"]);
  expect(packageJson.scripts.setup).toContain(`bun@${packageJson.devDependencies.bun} `);
});

test("the lockfile pins each package by the hash of its content", () => {
  const packages = readFileSync(join(ROOT, "bun.lock"), "utf8").split('"packages": {')[1] ?? "";
  const lines = packages.split("\n").filter((line) => line.includes('": ["'));
  expect(lines.length).toBeGreaterThan(50);
  for (const line of lines) expect(line).toMatch(/"sha512-[A-Za-z0-9+/=]+"\],?$/);
});
