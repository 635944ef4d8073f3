/** The data folder, or the database in it, cannot be used. The message names it and the way out. */
export class StorageUnusable extends Error {
  override readonly name = "StorageUnusable";
}

/** What the system or SQLite said when the folder was opened, in words for the operator; the fault itself where there are none. */
export function explainUnusable(fault: unknown, folder: string, file: string): unknown {
  const code = String((fault as { code?: unknown } | null)?.code ?? "");
  const reason = REASONS.find(([codes]) => codes.test(code))?.[1](folder, file);
  return reason === undefined ? fault : new StorageUnusable(reason, { cause: fault });
}

const REASONS: readonly (readonly [codes: RegExp, say: (folder: string, file: string) => string])[] = [
  [
    /^(EEXIST|ENOTDIR)$/,
    (folder) => `The data folder ${folder} is a file, or would be below one. Name a folder with --data DIR.`,
  ],
  [
    /^(EACCES|EPERM|EROFS|ENOENT|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_AUTH|SQLITE_PERM)/,
    (folder) =>
      `The data folder ${folder} cannot be made or written by this user. Give it to them, or name another with --data DIR.`,
  ],
  [
    /^(ENOSPC|EDQUOT|SQLITE_FULL)/,
    (folder) => `The disk of the data folder ${folder} is full. Make room, and start again.`,
  ],
  [
    /^EISDIR$/,
    (_, file) => `The database ${file} is a folder. Move it away, or name another data folder with --data DIR.`,
  ],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    (_, file) =>
      `The database ${file} is damaged, or is none. It was left as it is: put a copy in its place, or name another data folder with --data DIR.`,
  ],
];

/** A file that is there and is not ours to write in. */
export function foreignFile(file: string): StorageUnusable {
  return new StorageUnusable(
    `The file ${file} is not a database of TaskFlow Hooks. It was left as it is: move it away, or name another data folder with --data DIR.`,
  );
}

/** A schema of the time before the first release, which no migration begins with. */
export function unreleasedSchema(file: string): StorageUnusable {
  return new StorageUnusable(
    `The database ${file} was made by a version from before the first release. It was left as it is: run that version, or name another data folder with --data DIR.`,
  );
}
