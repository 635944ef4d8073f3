import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

test("nothing is built or tested but with what the lockfile says", () => {
  const { prestart, prebuild, pretest } = packageJson.scripts;
  for (const before of [prestart, prebuild, pretest]) expect(before).toStartWith("npm run --silent setup");
  expect(readFileSync(join(ROOT, "Dockerfile"), "utf8")).toMatch(/^RUN npm run setup$/m);
  expect(readFileSync(join(ROOT, ".ci/run"), "utf8")).not.toMatch(/\b(npm|bun) (install|ci|add)\b/);
});

test("known weaknesses are asked for by the check, and before a change is taken", () => {
  expect(packageJson.scripts.check.split(" && ")).toContain("bun run --silent audit");
  expect(packageJson.scripts.audit).toBe(".ci/audit");
  expect(readFileSync(join(ROOT, ".ci/run"), "utf8")).toMatch(/^npm run --silent audit \|\| .*status=1/m);
});

test.each([
  ["a weakness", "elysia  >=1.0.0\n  high: It lets anybody in\n1 vulnerability (1 high)", 1, 1],
  ["a registry that tells none", "error: POST https://mirror.test/-/npm/v1/security/advisories/bulk - 404", 1, 0],
  ["no weakness", "No vulnerabilities found", 0, 0],
])("the audit ends with %s as it should", (_, said, code, expected) => {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-audit-"));
  try {
    writeFileSync(join(folder, "bun"), `#!/bin/sh\nprintf '%s\\n' '${said}'\nexit ${code}\n`, { mode: 0o755 });
    const { exitCode } = Bun.spawnSync([join(ROOT, ".ci/audit")], { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect(exitCode).toBe(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the lockfile pins each package by the hash of its content", () => {
  const packages = readFileSync(join(ROOT, "bun.lock"), "utf8").split('"packages": {')[1] ?? "";
  const lines = packages.split("\n").filter((line) => line.includes('": ["'));
  expect(lines.length).toBeGreaterThan(50);
  for (const line of lines) expect(line).toMatch(/"sha512-[A-Za-z0-9+/=]+"\],?$/);
});
