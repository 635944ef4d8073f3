import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import type { GroupCommit } from "./group-commit.ts";
import type { Room } from "./room.ts";

export interface ProbeDeps {
  readonly db: Database;
  readonly file: string;
  readonly commit: GroupCommit;
  readonly room: Room;
}

/**
 * Bytes that are written while the storage is in trouble: as many as it refused, but not so few that they still fit when hardly
 * anything does, and not so many that one event of unusual size speaks for all.
 */
const LEAST_IN_TROUBLE = 64 * 1024;
const MOST_IN_TROUBLE = 1024 * 1024;

/** Whether a write reaches the disk now. */
export function createProbe({ db, file, commit, room }: ProbeDeps): () => Promise<boolean> {
  const write = db.prepare("insert into probe (bytes) values (zeroblob(?))");
  const clear = db.prepare("delete from probe");

  return async () => {
    // What is written into a file that was deleted is gone with the process.
    if (!existsSync(file)) return false;
    const { lacking } = commit;
    const size = lacking === undefined ? 1 : Math.min(Math.max(LEAST_IN_TROUBLE, lacking), MOST_IN_TROUBLE);
    if (!room.fits(size)) return false;
    try {
      await commit.write(() => void write.run(size));
      await commit.write(() => void clear.run());
      commit.recovered();
      return true;
    } catch {
      return false;
    }
  };
}
