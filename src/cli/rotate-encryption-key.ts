import { Command } from "commander";
import { ConfigError } from "../config/config-error.ts";
import { loadSettings } from "../config/load.ts";
import { withFiles } from "../config/variable-files.ts";
import { ENCRYPTION_KEY_HINT, parseEncryptionKey } from "../core/encryption-key.ts";
import { keyFileOf } from "../store/sqlite/key-file.ts";
import { rotateEncryptionKey } from "../store/sqlite/key-rotation.ts";

interface RotateFlags {
  readonly config?: string;
  readonly data?: string;
}

const NEW_KEY = "TASKFLOW_HOOKS_NEW_ENCRYPTION_KEY";

/** `rotate-encryption-key`: while the appliance is stopped. */
export function rotateEncryptionKeyCommand(): Command {
  return new Command("rotate-encryption-key")
    .description(
      "encrypt the webhooks' secrets, and the keys of their certificates, with a new key, while the appliance is stopped",
    )
    .option("-c, --config <file>", "the configuration file, .ts, .js or .json")
    .option("--data <folder>", "the data folder (default ./taskflow-data)")
    .addHelpText("after", HELP)
    .action(rotate);
}

const HELP = `
A key in the data folder (secret.key) is replaced by a new one. A key from TASKFLOW_HOOKS_ENCRYPTION_KEY is replaced by the one in
${NEW_KEY}: ${ENCRYPTION_KEY_HINT}.`;

const RESUMED =
  "They were already, by a run before this one. What that run may have left of the key before is gone now.\n";

async function rotate(flags: RotateFlags): Promise<void> {
  const workingDirectory = process.cwd();
  const environment = withFiles(process.env, [NEW_KEY], workingDirectory);
  const { storage } = await loadSettings({ flags, environment, workingDirectory });
  const next = newKey(environment[NEW_KEY] || undefined, storage.encryptionKey !== undefined);
  const { webhooks, isResumed } = rotateEncryptionKey({ folder: storage.path, current: storage.encryptionKey, next });
  const where = next
    ? `the key in ${NEW_KEY}. Give it as TASKFLOW_HOOKS_ENCRYPTION_KEY from now on`
    : `a new key, in ${keyFileOf(storage.path).path}. Keep a copy of it, apart from the copies of the database`;
  process.stdout.write(`The secrets of ${webhooks} webhooks are encrypted with ${where}.\n`);
  if (isResumed) process.stdout.write(RESUMED);
}

/** @throws ConfigError when it is none, or is missing where the folder does not keep it */
function newKey(text: string | undefined, isGiven: boolean): Uint8Array | undefined {
  const key = text === undefined ? undefined : parseEncryptionKey(text);
  if (key || (text === undefined && !isGiven)) return key;
  const message = text === undefined ? "is missing, and the key in use is given by the configuration. It" : "";
  throw new ConfigError("environment", [
    { path: NEW_KEY, message: `${message} must be ${ENCRYPTION_KEY_HINT}.`.trimStart() },
  ]);
}
