/** Whether this user may mount something where nobody else sees it (Linux user namespaces): without, such tests are skipped. */
export const canMount = succeeds(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]);

/** The command, run where the folder can only be read. */
export function readingOnly(folder: string, command: readonly string[]): string[] {
  const script = 'mount --bind "$0" "$0"; mount -o remount,bind,ro "$0"; exec "$@"';
  return ["unshare", "-rm", "sh", "-ec", script, folder, ...command];
}

/**
 * The command, run where the folder is an empty disk of a size. From outside that is another folder: see
 * `throughProcess`.
 */
export function onDiskOf(bytes: number, folder: string, command: readonly string[]): string[] {
  const script = `mkdir -p "$0"; mount -t tmpfs -o size=${bytes} tmpfs "$0"; exec "$@"`;
  return ["unshare", "-rm", "sh", "-ec", script, folder, ...command];
}

/** The folder as the process sees it. */
export function throughProcess(pid: number, folder: string): string {
  return `/proc/${pid}/root${folder}`;
}

/** Whether this is root, who can start programs as somebody else. */
export const isRoot = process.getuid?.() === 0;

/** The command, run by nobody. */
export function asNobody(command: readonly string[]): string[] {
  return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...command];
}

function succeeds(command: string[]): boolean {
  try {
    return Bun.spawnSync(command).exitCode === 0;
  } catch {
    return false;
  }
}
