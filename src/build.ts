/** Builds the executable, for this machine or for the targets that are named: `bun src/build.ts [bun-linux-arm64 …]`. */

const targets = process.argv.slice(2);

async function build(target: string | undefined): Promise<void> {
  const suffix = target === undefined ? "" : `-${target.replace(/^bun-/, "")}`;
  const outfile = `dist/taskflow-hooks${suffix}`;
  const { exitCode, stderr } = Bun.spawnSync([
    process.execPath,
    "build",
    "src/main.ts",
    "--compile",
    "--minify",
    "--sourcemap",
    // The executable takes its settings from where it is told, not from files that happen to lie beside it.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--outfile=${outfile}`,
  ]);
  if (exitCode !== 0) throw new Error(stderr.toString());
  console.log(`${outfile} (${Math.round(Bun.file(outfile).size / 1024 / 1024)} MB)`);
}

for (const target of targets.length > 0 ? targets : [undefined]) await build(target);

export {};
