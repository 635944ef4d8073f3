import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readPage } from "./page.ts";

const ROOT = join(import.meta.dir, "../..");

/** Tests as a line names them: a file's name alone is in the folder of the one before. */
function testsNamedIn(line: string): string[] {
  let folder = "";
  return [...line.matchAll(/`((?:test\/[\w/-]+\/)?)([\w-]+\.test\.ts)`/g)].map(([, own = "", name = ""]) => {
    if (own !== "") folder = own;
    return folder + name;
  });
}

test("every test that the threat model names is there", () => {
  const named = readPage("docs/security.md").text.split("\n").flatMap(testsNamedIn);
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
