/** The status page as one self-contained file: `bun public/build.ts` writes it to dist/page.html. */
import { mkdir } from "node:fs/promises";
import type { BunPlugin } from "bun";
import { minify } from "terser";

const LIMIT_BYTES = 120_000;
const SOURCES = import.meta.dir;
const TARGET = `${SOURCES}/../dist/page.html`;

/** Builds the page. @throws Error when its sources are faulty or it grew too large */
export async function buildPage(): Promise<string> {
  const [template, style, script] = await Promise.all([
    Bun.file(`${SOURCES}/index.html`).text(),
    bundle("page.css"),
    bundle("main.tsx"),
  ]);
  const shortened = await shorten(script);
  // Replacer functions: a `$&` in the bundle is text, not a pattern.
  const page = template
    .replace(/\n\s*/g, "\n")
    .replace("/* page.css */", () => style)
    .replace("/* main.tsx */", () => inline(shortened));
  const bytes = Buffer.byteLength(page);
  if (bytes > LIMIT_BYTES) throw new Error(`The page has ${bytes} bytes; at most ${LIMIT_BYTES} are allowed.`);
  return page;
}

/** The one bundle of an entry point, minified. */
async function bundle(entry: string): Promise<string> {
  const result = await Bun.build({
    entrypoints: [`${SOURCES}/${entry}`],
    target: "browser",
    format: "esm",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [SHORT_JSX],
  });
  const [output] = result.outputs;
  if (!output) throw new Error(`${entry} came to nothing.`);
  return (await output.text()).trim();
}

/** What Bun's minifier leaves: a sixtieth of the script. */
async function shorten(script: string): Promise<string> {
  const { code } = await minify(script, { module: true, compress: { passes: 3 } });
  return code ?? script;
}

/** Children as arguments, and not as a field that is named at each of them: a twentieth of the script. Types are checked as before. */
const SHORT_JSX: BunPlugin = {
  name: "short JSX",
  setup(build) {
    const pragmas = "/** @jsxRuntime classic */ /** @jsx _h */ /** @jsxFrag _F */";
    const start = `${pragmas} import { h as _h, Fragment as _F } from "preact";`;
    build.onLoad({ filter: /\.tsx$/ }, async ({ path }) => ({
      contents: `${start}\n${await Bun.file(path).text()}`,
      loader: "tsx",
    }));
  },
};

/** A script's text may not hold the end of its own tag; inside a string or a template the backslash changes nothing. */
function inline(script: string): string {
  return script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}

if (import.meta.main) {
  const page = await buildPage();
  await mkdir(`${SOURCES}/../dist`, { recursive: true });
  await Bun.write(TARGET, page);
  process.stdout.write(`dist/page.html: ${Buffer.byteLength(page)} bytes\n`);
}
