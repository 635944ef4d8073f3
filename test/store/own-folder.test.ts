import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rotateEncryptionKey } from "../../src/store/sqlite/key-rotation.ts";
import { openStore } from "../../src/store/sqlite/open.ts";

function place() {
  const parent = mkdtempSync(join(tmpdir(), "taskflow-hooks-own-"));
  const folder = join(parent, "data");
  return { parent, folder, [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }) };
}

test("the folder and each file are made for their owner alone, also where the process would share what it makes", async () => {
  using at = place();
  const before = process.umask(0);
  try {
    const store = await openStore({ folder: at.folder });
    const modes = readdirSync(at.folder).map((name) => [name, statSync(join(at.folder, name)).mode & 0o777]);
    expect(modes.length).toBeGreaterThanOrEqual(5);
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    expect(statSync(at.folder).mode & 0o777).toBe(0o700);
    await store.close();
  } finally {
    process.umask(before);
  }
});

test.each(["taskflow-hooks.db", "secret.key.next"])(
  "a rotation follows no symbolic link in the place of %s either",
  async (name) => {
    using at = place();
    await (await openStore({ folder: at.folder })).close();
    const file = join(at.folder, name);
    const elsewhere = join(at.parent, "elsewhere");
    if (existsSync(file)) renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    const rotation = { folder: at.folder, current: undefined, next: undefined };
    expect(() => rotateEncryptionKey(rotation)).toThrow("symbolic link");
  },
);
