import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "./page.ts";
import { differenceInShape } from "./same-shape.ts";
import type { Shell } from "./shell.ts";

/**
 * Goes through a page as its reader does: runs each `bash` block, holds the `json` block behind it against what came, and
 * writes blocks that have a file's name into the folder. Rejects at the first command that fails or answers otherwise.
 */
export async function walkThrough(blocks: readonly Block[], shell: Shell, folder: string): Promise<void> {
  for (const [index, { language, name, text }] of blocks.entries()) {
    const next = blocks[index + 1];
    if (language === "bash") await runBlock(text, next?.language === "json" ? next.text : undefined, shell);
    else if (name.includes(".")) writeFileSync(join(folder, name), text);
  }
}

async function runBlock(commands: string, shown: string | undefined, shell: Shell): Promise<void> {
  // What only looks may be looked at again, until it shows what is on its way.
  const onlyLooks = !/ -d | -X /.test(commands);
  for (let look = 1; ; look++) {
    const output = await shell.run(commands);
    if (shown === undefined) return refuseProblem(commands, output);
    const difference = differenceInShape(JSON.parse(shown), JSON.parse(output));
    if (difference === undefined) return;
    if (!onlyLooks || look === MOST_LOOKS) throw new Error(`${commands}\n${difference}`);
  }
}

const MOST_LOOKS = 100;

/** `curl` ends well with an answer that is a refusal. */
function refuseProblem(commands: string, output: string): void {
  if (output.includes("urn:taskflow-hooks:problem")) throw new Error(`${commands}\n${output}`);
}
