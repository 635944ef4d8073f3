import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { readPage } from "./page.ts";

const ROOT = join(import.meta.dir, "../..");
const pages = [
  "README.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
];

test.each(pages.filter((name) => name.endsWith(".md")))("what %s links to is there", (path) => {
  const links = [...readPage(path).text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
  const lost = links.filter((target) => !/^https?:/.test(target) && !existsSync(join(ROOT, dirname(path), target)));
  expect(lost).toEqual([]);
});
