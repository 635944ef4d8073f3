import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SECOND } from "../../src/core/time.ts";
import { createHostsFile, parseHosts } from "../../src/delivery/hosts-file.ts";
import { createFakeClock } from "../support/fake-clock.ts";

/** A hosts file of the test's own. */
function setup(text?: string) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-hosts-"));
  const path = join(folder, "hosts");
  const clock = createFakeClock();
  let modified = 1;
  function write(text: string): void {
    writeFileSync(path, text);
    utimesSync(path, modified, modified);
    modified++;
  }
  if (text !== undefined) write(text);
  return {
    clock,
    write,
    remove: () => rmSync(path),
    hosts: createHostsFile(path, clock.monotonic),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test("names have the addresses of their lines, in their order", () => {
  const names = parseHosts(
    [
      "# a comment",
      "127.0.0.1\tlocalhost",
      "  10.0.0.1  host.docker.internal gateway # another",
      "",
      "fd00::1 gateway",
      "10.0.0.2",
      "10.0.0.3 Mixed.Case\r",
    ].join("\n"),
  );
  expect(Object.fromEntries(names)).toEqual({
    localhost: ["127.0.0.1"],
    "host.docker.internal": ["10.0.0.1"],
    gateway: ["10.0.0.1", "fd00::1"],
    "mixed.case": ["10.0.0.3"],
  });
});

test("a name is found in any case", () => {
  using file = setup("10.0.0.1 Receiver\n");
  expect(file.hosts.find("RECEIVER")).toEqual(["10.0.0.1"]);
  expect(file.hosts.find("other")).toBeUndefined();
});

test("a file that changed is read again, a second later at most", async () => {
  using file = setup("10.0.0.1 receiver\n");
  expect(file.hosts.find("receiver")).toEqual(["10.0.0.1"]);
  file.write("10.0.0.2 receiver\n");
  await file.clock.advance(SECOND);
  expect(file.hosts.find("receiver")).toEqual(["10.0.0.2"]);
});

test("a file that was not there is noticed, and one that goes away forgotten", async () => {
  using file = setup();
  expect(file.hosts.find("receiver")).toBeUndefined();
  file.write("10.0.0.1 receiver\n");
  await file.clock.advance(SECOND);
  expect(file.hosts.find("receiver")).toEqual(["10.0.0.1"]);
  file.remove();
  await file.clock.advance(SECOND);
  expect(file.hosts.find("receiver")).toBeUndefined();
});
