import { Command, CommanderError } from "commander";
import { version } from "../../package.json";
import { ConfigConflict } from "../actions/config-conflict.ts";
import { AddressUnavailable } from "../app/listen-address.ts";
import { ConfigError } from "../config/config-error.ts";
import { StorageFull } from "../store/faults.ts";
import { WrongEncryptionKey } from "../store/sqlite/encryption.ts";
import { FolderInUse } from "../store/sqlite/lock.ts";
import { NewerSchema } from "../store/sqlite/migrate.ts";
import { StorageUnusable } from "../store/sqlite/storage-unusable.ts";
import { rotateEncryptionKeyCommand } from "./rotate-encryption-key.ts";
import { serveCommand } from "./serve.ts";

/** As in sysexits.h: wrong usage, wrong configuration, and everything else. */
const EXIT = { ok: 0, fault: 1, usage: 64, config: 78 } as const;

const HELP = `
Examples:
  taskflow-hooks --dev                           try it out: http and loopback endpoints, and an inbox
  taskflow-hooks --config /etc/taskflow-hooks.config.ts
  taskflow-hooks --host 0.0.0.0 --port 80 --data /var/lib/taskflow-hooks

Settings come from flags, then TASKFLOW_HOOKS_* variables, then the configuration file, then the defaults.`;

/** Runs a command line; resolves with the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const serve = serveCommand(version);
  const program = new Command("taskflow-hooks")
    .description("Self-hosted webhook delivery: one executable, durable, signed, retried, limited and logged.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `\nOptions of serve, which is what runs without a command:\n${optionsOf(serve)}\n${HELP}`)
    .showSuggestionAfterError()
    .exitOverride();
  program.addCommand(serve, { isDefault: true });
  program.addCommand(rotateEncryptionKeyCommand());
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: "user" });
    return EXIT.ok;
  } catch (fault) {
    return report(fault);
  }
}

function optionsOf(command: Command): string {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== "--help");
  return options
    .map((option) => `  ${help.optionTerm(option).padEnd(20)} ${help.optionDescription(option)}`)
    .join("\n");
}

const WITH_THE_WAY_OUT = [FolderInUse, NewerSchema, StorageUnusable, AddressUnavailable];

function report(fault: unknown): number {
  // Commander has said what is wrong with the usage already.
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (fault instanceof ConfigError) return say(fault.message, EXIT.config);
  if (fault instanceof WrongEncryptionKey) return say(fault.message, EXIT.config);
  if (fault instanceof ConfigConflict) return say(`The configuration cannot be used:\n  ${fault.message}`, EXIT.config);
  if (WITH_THE_WAY_OUT.some((kind) => fault instanceof kind)) return say((fault as Error).message, EXIT.fault);
  if (fault instanceof StorageFull) {
    return say("The disk of the data folder is full. Make room, and start again.", EXIT.fault);
  }
  return say(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault), EXIT.fault);
}

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
