import { Command, CommanderError } from "commander";
import { version } from "../../package.json";
import { ConfigError } from "../config/config-error.ts";
import { FolderInUse } from "../store/sqlite/lock.ts";
import { NewerSchema } from "../store/sqlite/migrate.ts";
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
  const program = new Command("taskflow-hooks")
    .description("Self-hosted webhook delivery: one executable, durable, signed, retried, limited and logged.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", HELP)
    .showSuggestionAfterError()
    .exitOverride();
  program.addCommand(serveCommand(version), { isDefault: true });
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: "user" });
    return EXIT.ok;
  } catch (fault) {
    return report(fault);
  }
}

function report(fault: unknown): number {
  // Commander has said what is wrong with the usage already.
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (fault instanceof ConfigError) return say(fault.message, EXIT.config);
  if (fault instanceof FolderInUse || fault instanceof NewerSchema) return say(fault.message, EXIT.fault);
  return say(fault instanceof Error ? explained(fault) : String(fault), EXIT.fault);
}

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}

function explained(fault: Error): string {
  const { code } = fault as { code?: unknown };
  if (code === "EADDRINUSE") return `${fault.message} Stop what listens there, or name another port with --port N.`;
  if (code === "EACCES" || code === "EROFS" || code === "ENOTDIR")
    return `The system refuses: ${fault.message}. Check the data folder (--data DIR) and the port.`;
  return fault.stack ?? fault.message;
}
