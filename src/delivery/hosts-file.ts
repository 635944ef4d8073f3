import { readFileSync, statSync } from "node:fs";
import { type Millis, SECOND } from "../core/time.ts";

/** The names that the machine's hosts file gives addresses, such as those of Docker's `extra_hosts`. */
export interface HostsFile {
  find(name: string): readonly string[] | undefined;
}

const LOOK_EVERY: Millis = SECOND;

/** Reads the file again when it has changed. A file that is not there names nothing. */
export function createHostsFile(path: string, monotonic: () => Millis): HostsFile {
  let names: ReadonlyMap<string, readonly string[]> = new Map();
  let modifiedAt: number | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    lookedAt = monotonic();
    try {
      const { mtimeMs } = statSync(path);
      if (mtimeMs === modifiedAt) return;
      modifiedAt = mtimeMs;
      names = parseHosts(readFileSync(path, "utf8"));
    } catch {
      modifiedAt = undefined;
      names = new Map();
    }
  }

  return {
    find(name) {
      if (monotonic() - lookedAt >= LOOK_EVERY) look();
      return names.get(name.toLowerCase());
    },
  };
}

/** hosts(5): an address, then names; `#` begins a comment. */
export function parseHosts(text: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address, ...aliases] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (!address) continue;
    for (const alias of aliases) {
      const name = alias.toLowerCase();
      names.set(name, [...(names.get(name) ?? []), address]);
    }
  }
  return names;
}
