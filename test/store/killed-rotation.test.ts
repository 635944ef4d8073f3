import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeyRotation, rotateEncryptionKey } from "../../src/store/sqlite/key-rotation.ts";
import { addWebhook, bytesIn, KEY, NEWER, OTHER, place, SECRET, sealedIn, secretsIn } from "./encrypted-folder.ts";

type Keys = Pick<KeyRotation, "current" | "next">;

/** The folder as a process that is killed at this moment leaves it. */
function image(folder: string) {
  const copy = mkdtempSync(join(tmpdir(), "taskflow-hooks-image-"));
  // The lock ends with its process, and so does what processes share of the log.
  const left = readdirSync(folder).filter((name) => !/^lock|-shm$/.test(name));
  for (const name of left) copyFileSync(join(folder, name), join(copy, name));
  return { folder: copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Gives away an image whenever there is something new to see. */
function lookingAt(folder: string, give: (changed: ReturnType<typeof image>) => void): () => void {
  let before: string | undefined;
  return () => {
    const seen = image(folder);
    const text = keyFilesIn(seen.folder).join() + bytesIn(seen.folder);
    if (text === before) seen[Symbol.dispose]();
    else give(seen);
    before = text;
  };
}

/** A folder whose appliance was killed with secrets in the log, and its images at every step of the rotation. */
async function rotatedStepByStep(keys: Keys) {
  using appliance = place();
  const store = await appliance.open(keys.current);
  await addWebhook(store, "wh_1");
  const killed = image(appliance.folder);
  await store.close();
  const { folder } = killed;
  const sealed = sealedIn(folder);
  const images: ReturnType<typeof image>[] = [];
  const look = lookingAt(folder, (changed) => images.push(changed));
  const imaged = <Result>(step: () => Result): Result => {
    look();
    const result = step();
    look();
    return result;
  };
  const { run, query } = Database.prototype;
  const spies = [
    spyOn(Database.prototype, "run").mockImplementation(function (this: Database, ...given) {
      return imaged(() => run.apply(this, given));
    }),
    spyOn(Database.prototype, "query").mockImplementation(function (this: Database, sql: string) {
      const statement = query.call(this, sql);
      const get = statement.get.bind(statement);
      // Its type goes with that of its rows, which are any here.
      return Object.assign(statement, { get: () => imaged(get) }) as never;
    }),
  ];
  try {
    rotateEncryptionKey({ folder, ...keys });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  look();
  return {
    folders: images.map((each) => each.folder),
    /** What of the ciphertext of before is in a folder, the log included. */
    oldIn: (at: string) => sealed.filter((text) => bytesIn(at).includes(text)),
    [Symbol.dispose]() {
      for (const each of [killed, ...images]) each[Symbol.dispose]();
    },
  };
}

const keyFilesIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("secret.key"));

test.each<[string, Keys]>([
  ["in the folder", { current: undefined, next: KEY }],
  ["that is given", { current: KEY, next: OTHER }],
])(
  "rotation of a key %s to one that is given is ended by the same command, wherever it was killed",
  async (_, keys) => {
    using rotation = await rotatedStepByStep(keys);
    const ended: boolean[] = [];
    for (const folder of rotation.folders) {
      const { webhooks, isResumed } = rotateEncryptionKey({ folder, ...keys });
      expect(webhooks).toBe(1);
      ended.push(isResumed);
      expect(keyFilesIn(folder)).toEqual([]);
      expect(rotation.oldIn(folder)).toEqual([]);
      expect(await secretsIn(folder, keys.next)).toEqual([NEWER, SECRET]);
    }
    // First it begins anew, and from the commit on it only ends what was begun.
    expect(ended.at(0)).toBe(false);
    expect(ended).toEqual([...ended].sort());
    // The commit, and before and after the log was emptied, and when all was done.
    expect(ended.filter((isResumed) => isResumed).length).toBeGreaterThanOrEqual(3);
  },
);

test("rotation in place is ended by the same command, wherever it was killed", async () => {
  const keys = { current: undefined, next: undefined };
  using rotation = await rotatedStepByStep(keys);
  for (const folder of rotation.folders) {
    rotateEncryptionKey({ folder, ...keys });
    expect(keyFilesIn(folder)).toEqual(["secret.key"]);
    expect(rotation.oldIn(folder)).toEqual([]);
    expect(await secretsIn(folder)).toEqual([NEWER, SECRET]);
  }
});

test("after a rotation in place that was killed the next start leaves nothing of the key of before", async () => {
  using rotation = await rotatedStepByStep({ current: undefined, next: undefined });
  const [done = "", ...before] = rotation.folders.toReversed();
  const committed = before.filter((folder) => existsSync(join(folder, "secret.key.next"))).slice(0, 2);
  expect(committed).toHaveLength(2);
  for (const folder of [done, ...committed]) {
    expect(await secretsIn(folder)).toEqual([NEWER, SECRET]);
    expect(keyFilesIn(folder)).toEqual(["secret.key"]);
    expect(rotation.oldIn(folder)).toEqual([]);
  }
});

test("a key that was made and never used goes with the one in the folder", async () => {
  using at = place();
  await at.fill();
  writeFileSync(`${at.keyFile}.next`, Buffer.from(OTHER).toString("base64"));
  rotateEncryptionKey({ folder: at.folder, current: undefined, next: KEY });
  expect(keyFilesIn(at.folder)).toEqual([]);
});

test("while something else reads the database the key of before stays, and says why", async () => {
  using at = place();
  await at.fill();
  const keys = { folder: at.folder, current: undefined, next: KEY };
  const reader = new Database(join(at.folder, "taskflow-hooks.db"), { readonly: true });
  reader.run("begin");
  reader.query("select count(*) from webhooks").get();
  const { run } = Database.prototype;
  // The reader stays however long is waited for it.
  const impatient = spyOn(Database.prototype, "run").mockImplementation(function (this: Database, sql, ...values) {
    return run.call(this, sql.replace(/busy_timeout = \d+/, "busy_timeout = 0"), ...values);
  });
  try {
    expect(() => rotateEncryptionKey(keys)).toThrow("something else reads the database");
  } finally {
    impatient.mockRestore();
  }
  expect(keyFilesIn(at.folder)).toEqual(["secret.key"]);
  reader.close();
  expect(rotateEncryptionKey(keys)).toEqual({ webhooks: 1, isResumed: true });
  expect(keyFilesIn(at.folder)).toEqual([]);
});
