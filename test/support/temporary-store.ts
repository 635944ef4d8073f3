import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type StoreOptions } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

export interface TemporaryStore extends AsyncDisposable {
  readonly store: Store;
  readonly folder: string;
}

/** A store in a fresh folder, which goes away with it: `await using { store } = await openTemporaryStore()`. */
export async function openTemporaryStore(options: Omit<StoreOptions, "folder"> = {}): Promise<TemporaryStore> {
  const folder = await mkdtemp(join(tmpdir(), "taskflow-hooks-"));
  const store = await openStore({ folder, ...options });
  return {
    store,
    folder,
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
