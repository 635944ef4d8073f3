import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

/** A fenced block of a page: "```js receiver.mjs" is of the language `js` and named `receiver.mjs`. */
export interface Block {
  readonly language: string;
  readonly name: string;
  readonly text: string;
}
export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The block of this name. */
  named(name: string): string;
}

/** @param path from the project's root */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), "utf8");
  const blocks = [...text.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", name = "", content = ""]) => ({ language, name, text: content }),
  );
  return {
    text,
    blocks,
    named(name) {
      const found = blocks.find((block) => block.name === name);
      if (!found) throw new Error(`${path} has no block named ${name}.`);
      return found.text;
    },
  };
}
