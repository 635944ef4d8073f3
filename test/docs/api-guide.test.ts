import { expect, test } from "bun:test";
import { setup } from "../cli/setup.ts";
import { keysOf } from "../support/first-keys.ts";
import { readPage } from "./page.ts";
import { openShell } from "./shell.ts";
import { walkThrough } from "./walk.ts";

test("every command of the API guide works in order, and answers as it is shown", async () => {
  const { blocks } = readPage("docs/api.md");
  expect(blocks.filter(({ language }) => language === "bash").length).toBeGreaterThan(15);
  await using machine = setup();
  const server = await machine.serve("--dev");
  const { key, operator } = keysOf(await server.says("Try it"));
  await using shell = openShell(machine.folder, { HOOKS: server.url, KEY: key, OPERATOR: operator });
  await walkThrough(blocks, shell, machine.folder);
});
