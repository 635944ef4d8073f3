import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startChild } from "../support/child.ts";

const EXECUTABLE = resolve(import.meta.dir, "../../dist/taskflow-hooks");

/** What Bun reads where it is run, and a script that tells of it. */
const STRAY = {
  ".env": "TASKFLOW_HOOKS_LOG_LEVEL=none\nTASKFLOW_HOOKS_HOST=198.51.100.1\n",
  ".env.production": "TASKFLOW_HOOKS_LOG_LEVEL=none\n",
  "bunfig.toml": 'preload = ["./stray.ts"]\n',
  "stray.ts": 'require("node:fs").writeFileSync("preloaded", "");\n',
  "package.json": '{ "imports": { "#x": "./stray.ts" } }\n',
  "tsconfig.json": '{ "compilerOptions": { "paths": { "*": ["./stray.ts"] } } }\n',
};

test.each(["in the working directory", "beside the executable"])(
  "files %s that Bun would read are not read",
  async (place) => {
    const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-stray-"));
    try {
      for (const [name, text] of Object.entries(STRAY)) writeFileSync(join(folder, name), text);
      const copy = join(folder, "taskflow-hooks");
      const isBeside = place === "beside the executable";
      if (isBeside) copyFileSync(EXECUTABLE, copy);
      const data = join(folder, "data");
      await using child = startChild([isBeside ? copy : EXECUTABLE, "--port", "0", "--data", data], {
        folder: isBeside ? tmpdir() : folder,
        environment: { NODE_ENV: "production" },
      });
      await child.says(/Status page\s+http:\/\/127\.0\.0\.1:/g);
      expect(existsSync(join(folder, "preloaded"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
