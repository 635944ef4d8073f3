/**
 * Builds the executable, for this machine or for the targets that are named: `bun src/build.ts [bun-linux-arm64 …]`. Beside it
 * lies what is in it, as `dist/taskflow-hooks.cdx.json`.
 */
import { license, name, version } from "../package.json";
import { billOfMaterials, type Metafile, packagesOf } from "./build/bill-of-materials.ts";

const root = `${import.meta.dir}/..`;
const METAFILE = "dist/taskflow-hooks.meta.json";
const targets = process.argv.slice(2);

function bundle(...args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, "build", ...args], { cwd: root });
  if (exitCode !== 0) throw new Error(stderr.toString());
}

function build(target: string | undefined): void {
  const suffix = target === undefined ? "" : `-${target.replace(/^bun-/, "")}`;
  const outfile = `dist/taskflow-hooks${suffix}`;
  bundle(
    "src/main.ts",
    "--compile",
    "--minify",
    "--sourcemap",
    // The executable takes its settings from where it is told, not from files that happen to lie beside it.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    `--metafile=${METAFILE}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--outfile=${outfile}`,
  );
  console.log(`${outfile} (${Math.round(Bun.file(`${root}/${outfile}`).size / 1024 / 1024)} MB)`);
}

/** The page is in the executable as text, so that what it is made of does not show there. */
async function listMaterials(): Promise<void> {
  const page = await Bun.build({ entrypoints: [`${root}/public/main.tsx`], target: "browser", metafile: true });
  const executable = (await Bun.file(`${root}/${METAFILE}`).json()) as Metafile;
  const packages = [executable, page.metafile as Metafile].flatMap((metafile) => packagesOf(metafile, root));
  const all = [...packages, { name: "bun", version: Bun.version, license: "MIT" }];
  await Bun.write(`${root}/dist/taskflow-hooks.cdx.json`, billOfMaterials({ name, version, license }, all));
}

for (const target of targets.length > 0 ? targets : [undefined]) build(target);
await listMaterials();
