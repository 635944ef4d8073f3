import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setup } from "../cli/setup.ts";
import { readPage } from "./page.ts";

const hasSystemd = Bun.which("systemd-analyze") !== null;
if (!hasSystemd) console.warn("The systemd unit is not checked: there is no systemd-analyze.");

test.skipIf(!hasSystemd)("systemd finds nothing wrong with the unit", async () => {
  await using machine = setup();
  const unit = readPage("docs/running.md").named("taskflow-hooks.service");
  const file = join(machine.folder, "taskflow-hooks.service");
  writeFileSync(file, unit.replace("/usr/local/bin/taskflow-hooks", process.execPath));
  const { stderr } = Bun.spawnSync(["systemd-analyze", "verify", file], { stderr: "pipe" });
  const ours = stderr
    .toString()
    .split("\n")
    .filter((line) => line.includes("taskflow-hooks"));
  expect(ours).toEqual([]);
});
