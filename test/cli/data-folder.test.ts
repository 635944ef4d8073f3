import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Ended } from "../support/child.ts";
import { asNobody, canMount, isRoot, onDiskOf, readingOnly } from "../support/own-mounts.ts";
import { setup } from "./setup.ts";

const SERVE = ["--port", "0", "--data", "data"];
const DATABASE = "taskflow-hooks.db";

/** A data folder that was in use. */
async function used() {
  const machine = setup();
  const server = await machine.serve();
  server.signal("SIGTERM");
  await server.ended;
  const data = join(machine.folder, "data");
  return { ...machine, data, file: join(data, DATABASE) };
}

/** What is in the folder, byte for byte; of the lock only that it is there. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== "lock");
  return Object.fromEntries(names.map((name) => [name, Bun.hash(readFileSync(join(folder, name))).toString()]));
}

function expectRefusal({ code, stdout, stderr }: Ended, ...told: string[]): void {
  expect([code, stdout]).toEqual([1, ""]);
  for (const part of told) expect(stderr).toContain(part);
  expect(stderr.trim().split("\n")).toHaveLength(1);
}

test("a data folder that is missing is made with those above it, for this user alone", async () => {
  await using machine = setup();
  const server = machine.start(["--port", "0", "--data", "var/lib/data"]);
  await server.says("Status page");
  const folder = join(machine.folder, "var/lib/data");
  expect([statSync(folder), statSync(join(folder, DATABASE))].map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
});

test.skipIf(!canMount)(
  "a file system that can only be read is refused (skipped where none can be mounted)",
  async () => {
    await using machine = await used();
    const before = contents(machine.data);
    const within = (command: readonly string[]) => readingOnly(machine.folder, command);
    expectRefusal(await machine.run(SERVE, {}, within), machine.data, "--data");
    expect(contents(machine.data)).toEqual(before);
    expectRefusal(await machine.run(["--port", "0", "--data", "other"], {}, within), "other", "--data");
    expect(existsSync(join(machine.folder, "other"))).toBe(false);
  },
);

test.skipIf(!canMount)("a disk without room is refused (skipped where none can be mounted)", async () => {
  await using machine = setup();
  const data = join(machine.folder, "data");
  const ended = await machine.run(SERVE, {}, (command) => onDiskOf(64 * 1024, data, command));
  expectRefusal(ended, data, "is full", "Make room");
});

test.skipIf(!isRoot)(
  "another user's folder, and another user's database in an own one, are refused (as root)",
  async () => {
    await using machine = await used();
    chmodSync(machine.folder, 0o755);
    const before = contents(machine.data);
    expectRefusal(await machine.run(SERVE, {}, asNobody), machine.data, "--data");
    chownSync(machine.data, 65_534, 65_534);
    chownSync(join(machine.data, "lock"), 65_534, 65_534);
    for (const mode of [0o600, 0o644]) {
      chmodSync(machine.file, mode);
      expectRefusal(await machine.run(SERVE, {}, asNobody), machine.data, "--data");
      expect(contents(machine.data)).toMatchObject(before);
      expect(statSync(machine.file).mode & 0o777).toBe(mode);
    }
  },
);

test.each<[string, (bytes: Buffer) => Buffer, string]>([
  ["damaged in its middle", (bytes) => bytes.fill(0xaa, 8_192, 90_000), "is damaged"],
  ["cut off", (bytes) => bytes.subarray(0, 20_000), "is damaged"],
  ["overwritten from its first byte", (bytes) => bytes.fill(0x20), "not a database of TaskFlow Hooks"],
])("a database that is %s is refused, and left as it is", async (_, damage, told) => {
  await using machine = await used();
  writeFileSync(machine.file, damage(readFileSync(machine.file)));
  const before = contents(machine.data);
  expectRefusal(await machine.run(SERVE), machine.file, told, "--data");
  expect(contents(machine.data)).toMatchObject(before);
});

test.each([
  "taskflow-hooks.db",
  "taskflow-hooks.db-wal",
  "taskflow-hooks.db-shm",
  "lock",
  "secret.key",
  "secret.key.next",
])("a symbolic link in the place of %s is refused, and what it leads to is left as it is", async (name) => {
  await using machine = await used();
  const elsewhere = join(machine.folder, "elsewhere");
  writeFileSync(elsewhere, "mine");
  rmSync(join(machine.data, name), { force: true });
  symlinkSync(elsewhere, join(machine.data, name));
  expectRefusal(await machine.run(SERVE), name, "symbolic link");
  expect(readFileSync(elsewhere, "utf8")).toBe("mine");
});

test("the data folder itself may be a link", async () => {
  await using machine = await used();
  symlinkSync(machine.data, join(machine.folder, "link"));
  await machine.start(["--port", "0", "--data", "link"]).says("Status page");
});

test.skipIf(!isRoot)("root does not work in another user's folder (as root)", async () => {
  await using machine = await used();
  const before = contents(machine.data);
  chownSync(machine.data, 65_534, 65_534);
  expectRefusal(await machine.run(SERVE), machine.data, "belongs to the user 65534", "Run it as that user");
  expect(contents(machine.data)).toEqual(before);
});

test("every file is for this user alone, whatever the umask", async () => {
  await using machine = setup();
  const open = (command: readonly string[]) => ["sh", "-c", 'umask 000; exec "$@"', "sh", ...command];
  const server = machine.start(SERVE, {}, open);
  await server.says("Status page");
  const data = join(machine.folder, "data");
  const modes = readdirSync(data).map((name) => [name, statSync(join(data, name)).mode & 0o777]);
  expect(modes.length).toBeGreaterThanOrEqual(5);
  expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

test.skipIf(process.platform !== "linux")("nothing that it makes is for others, by its umask (on Linux)", async () => {
  await using machine = setup();
  const { pid } = await machine.serve();
  expect(readFileSync(`/proc/${pid}/status`, "utf8")).toContain("\nUmask:\t0077\n");
});

test("a folder in the database's place is refused, and left as it is", async () => {
  await using machine = setup();
  const place = join(machine.folder, "data", DATABASE, "inside");
  mkdirSync(place, { recursive: true });
  expectRefusal(await machine.run(SERVE), DATABASE, "is a folder");
  expect(existsSync(place)).toBe(true);
});
