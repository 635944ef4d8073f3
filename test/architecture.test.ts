import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** What each place may import besides its own folder: lower floors, and packages. */
const FLOORS: readonly {
  readonly place: string;
  readonly floors: readonly string[];
  readonly packages: readonly string[];
}[] = [
  { place: "src/core", floors: [], packages: ["ipaddr.js", "node:crypto"] },
  {
    place: "src/store",
    floors: ["src/core"],
    packages: ["bun:sqlite", "node:crypto", "node:fs", "node:fs/promises", "node:path"],
  },
  { place: "src/actions", floors: ["src/store", "src/core"], packages: ["node:crypto"] },
  {
    place: "src/delivery",
    floors: ["src/actions", "src/store", "src/core"],
    packages: ["croner", "http-parser-js", "node:dns/promises", "node:fs", "node:net", "node:tls"],
  },
  {
    place: "src/http",
    floors: ["src/actions", "src/store", "src/core"],
    packages: ["elysia", "@sinclair/typebox", "node:buffer", "node:crypto"],
  },
  {
    place: "src/config",
    floors: ["src/core"],
    packages: ["@sinclair/typebox", "node:crypto", "node:fs", "node:fs/promises", "node:net", "node:path", "node:url"],
  },
  {
    place: "src/app",
    floors: ["src/http", "src/delivery", "src/actions", "src/store", "src/config", "src/core"],
    packages: ["pino", "prom-client", "node:crypto", "node:dns/promises", "node:os", "node:perf_hooks"],
  },
  {
    place: "src/cli",
    floors: ["src/app", "src/config", "src/actions", "src/store", "src/core"],
    packages: ["commander", "../../package.json", "../../dist/page.html"],
  },
  { place: "src/main", floors: ["src/cli"], packages: [] },
  {
    place: "src/build",
    floors: [],
    packages: ["@cyclonedx/cyclonedx-library", "node:fs", "node:path", "../package.json"],
  },
];
/** Nothing but the interfaces of the store is known outside of it, but for those who open it. */
const OPENERS = ["src/app", "src/cli"];

const scan = new Bun.Glob("src/**/*.ts");
const files = [...scan.scanSync(".")].filter((file) => !file.endsWith(".d.ts")).sort();

function placeOf(file: string): string {
  const place = FLOORS.find(({ place }) => file === `${place}.ts` || file.startsWith(`${place}/`));
  if (!place) throw new Error(`${file} stands on no floor.`);
  return place.place;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(IMPORT)].map(([, from, dynamic]) => from ?? dynamic ?? "");
}

test("every file stands on a floor", () => {
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) placeOf(file);
});

test.each(files)("%s imports from its own floor and lower ones, and only packages of its floor", (file) => {
  const own = FLOORS.find(({ place }) => place === placeOf(file));
  for (const specifier of importsOf(file)) {
    const target = normalize(join(dirname(file), specifier));
    if (!specifier.startsWith(".") || !target.startsWith("src/")) {
      const known = own?.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      if (!known) throw new Error(`${file} imports the package ${specifier}, which is not of its floor.`);
      continue;
    }
    const floor = placeOf(target);
    if (floor === own?.place) continue;
    if (!own?.floors.includes(floor)) throw new Error(`${file} imports ${target}, which is not on a lower floor.`);
    const inside = floor === "src/store" && dirname(target) !== "src/store" && !OPENERS.includes(own.place);
    if (inside) throw new Error(`${file} imports ${target}: only src/store/*.ts are known outside the store.`);
  }
});

test("imports are found in all their forms", () => {
  const found = [
    ...'import a from "x";\nimport type { b } from "y";\nexport { c } from "z";\nimport "w";\nawait import("v");'.matchAll(
      IMPORT,
    ),
  ];
  expect(found.map(([, from, dynamic]) => from ?? dynamic)).toEqual(["x", "y", "z", "w", "v"]);
});
