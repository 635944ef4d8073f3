import { expect, setDefaultTimeout, test } from "bun:test";
import { setup } from "../cli/setup.ts";
import { startChild } from "../support/child.ts";
import { keysOf } from "../support/first-keys.ts";
import { freePort } from "./local-port.ts";
import { readPage } from "./page.ts";
import { openShell } from "./shell.ts";
import { walkThrough } from "./walk.ts";

setDefaultTimeout(60_000);

const README = readPage("README.md");

test("the README's tour works: a delivery is refused, is seen in the log, and lands when the receiver is there", async () => {
  await using machine = setup();
  const server = await machine.serve("--dev");
  const { key } = keysOf(await server.says("Try it"));
  const port = await freePort();
  const here = (text: string) => text.replaceAll("127.0.0.1:3000", `127.0.0.1:${port}`);
  await using shell = openShell(machine.folder, { HOOKS: server.url, KEY: key }, here);
  const tour = README.blocks.filter(({ name }) => name !== "receiver");
  expect(tour.filter(({ language }) => language === "bash").length).toBe(3);
  await walkThrough(tour, shell, machine.folder);

  const secret = await shell.run('printf %s "$WEBHOOK_SECRET"');
  const listens = `s/listen(3000, /listen(${port}, /`;
  await shell.run(`sed -i '${listens}' receiver.mjs`);
  const command = README.named("receiver").trim().split(" ");
  const environment = { WEBHOOK_SECRET: secret };
  await using receiver = startChild(command, { folder: machine.folder, environment });
  const [[line = ""] = []] = await receiver.says(/attempt \d: .*\n/g);
  expect(line).toContain('"title": "Deploy to production"');
});

test("the scripts that the README names are there", async () => {
  const { scripts } = await import("../../package.json");
  const named = [...README.text.matchAll(/\b(?:npm|bun) (?:run )?(start|test|build|check|bench|docs)\b/g)];
  expect(named.length).toBeGreaterThan(5);
  for (const [, name = ""] of named) expect(Object.keys(scripts)).toContain(name);
});
