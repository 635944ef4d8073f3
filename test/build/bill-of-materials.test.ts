import { expect, test } from "bun:test";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { billOfMaterials, packagesOf } from "../../src/build/bill-of-materials.ts";

const ROOT = join(import.meta.dir, "../..");

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly id?: string; readonly name?: string } }[];
}

async function builtList(): Promise<readonly Component[]> {
  const { components } = await Bun.file(join(ROOT, "dist/taskflow-hooks.cdx.json")).json();
  return components;
}

test("the executable's list names what it depends on, with the versions that were asked for, and the runtime", async () => {
  const versions = Object.fromEntries((await builtList()).map(({ name, version }) => [name, version]));
  const { preact, bun } = packageJson.devDependencies;
  expect(versions).toMatchObject({ ...packageJson.dependencies, preact, bun });
  for (const tool of ["@biomejs/biome", "fast-check", "typescript"]) expect(versions).not.toHaveProperty(tool);
});

test("everything in it has a version, a package URL and a licence that may be passed on", async () => {
  const free = ["MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "ISC", "0BSD"];
  for (const { name, version, purl, licenses } of await builtList()) {
    expect(purl).toBe(`pkg:npm/${name.replace("@", "%40")}@${version}`);
    expect(free).toContain(licenses?.[0]?.license.id ?? `none of ${name}`);
  }
});

test("a file belongs to the innermost package that it is in", () => {
  const inputs = {
    "src/main.ts": {},
    "node_modules/elysia/dist/index.mjs": {},
    "node_modules/elysia/dist/more.mjs": {},
  };
  expect(packagesOf({ inputs }, ROOT)).toMatchObject([{ name: "elysia", version: packageJson.dependencies.elysia }]);
});

test("the same packages give the same text, in whatever order", () => {
  const [one, other] = ["one", "other"].map((name) => ({ name, version: "1.0.0", license: "MIT" }));
  if (!one || !other) throw new Error("no packages");
  const executable = { name: "it", version: "1.0.0" };
  expect(billOfMaterials(executable, [one, other])).toBe(billOfMaterials(executable, [other, one]));
});
