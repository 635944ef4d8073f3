import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { FieldFault } from "../core/errors.ts";
import { ConfigError } from "./config-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const IN_FILE = "_FILE";

/**
 * The environment with what stands in files, as secrets of Docker and Kubernetes do: `NAME_FILE` names the file of `NAME`. The
 * newline at the end of a file is not part of it.
 *
 * @param names of the variables that may be given so
 * @throws ConfigError
 */
export function withFiles(environment: Environment, names: readonly string[], workingDirectory: string): Environment {
  const faults: FieldFault[] = [];
  const read: Record<string, string> = {};
  for (const name of names) {
    const file = environment[name + IN_FILE];
    if (!file) continue;
    const { text, fault } = environment[name]
      ? { text: "", fault: `is set beside ${name}: give one of them.` }
      : readVariable(resolve(workingDirectory, file));
    if (fault !== undefined) faults.push({ path: name + IN_FILE, message: fault });
    read[name] = text;
  }
  if (faults.length > 0) throw new ConfigError("environment", faults);
  return { ...environment, ...read };
}

/** The variable that its value is from: with `_FILE`, when it stands in a file. */
export function nameGiven(environment: Environment, name: string): string {
  return environment[name + IN_FILE] ? name + IN_FILE : name;
}

function readVariable(file: string): { readonly text: string; readonly fault?: string } {
  try {
    const text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    return text === "" ? { text, fault: "names an empty file." } : { text };
  } catch {
    return { text: "", fault: "names a file that cannot be read." };
  }
}
