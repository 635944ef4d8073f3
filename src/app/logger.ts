import { pino } from "pino";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";
export interface LogSettings {
  readonly level: LogLevel;
  /** `auto` is pretty on a terminal, JSON otherwise. */
  readonly format: "auto" | "json" | "pretty";
}

/** Where the appliance writes what it does: one wide line for each thing, with stable field names. */
export interface Logger extends Readonly<Record<LogLevel, (fields: Record<string, unknown>, message: string) => void>> {
  /** Whether lines of this level are written. */
  enabled(level: LogLevel): boolean;
  /**
   * For lines that are written thousands of times a second: their fields are JSON text already, members without braces, which is put
   * together only where the line is written.
   */
  line(level: LogLevel, members: () => string, message: string): void;
}

/** JSON lines or readable ones, on standard output. */
export function createLogger({ level, format }: LogSettings, write: (text: string) => void): Logger {
  const pretty = format === "pretty" || (format === "auto" && process.stdout.isTTY === true);
  const sink = pretty ? (line: string) => write(readable(line)) : write;
  const time = createTimestamp();
  const options = {
    level,
    base: null,
    timestamp: time,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = pino(options, { write: sink });
  const enabled = (asked: LogLevel) => log.isLevelEnabled(asked);
  return Object.assign(log, {
    enabled,
    line(asked: LogLevel, members: () => string, message: string) {
      if (enabled(asked)) sink(`{"level":"${asked}"${time()},${members()},"msg":${JSON.stringify(message)}}\n`);
    },
  });
}

/** The time of a line, put into words once a millisecond. */
function createTimestamp(): () => string {
  let at = 0;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

const COLOURS: Readonly<Record<string, string>> = {
  warn: "\x1b[33m",
  error: "\x1b[31m",
  debug: "\x1b[2m",
  trace: "\x1b[2m",
};
const RESET = "\x1b[0m";

/** `12:30:05.123 info  delivered  webhook=wh_… status=200`, coloured by level on a terminal. */
function readable(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const colour = process.stdout.isTTY ? (COLOURS[String(level)] ?? "") : "";
  const text = [String(time).slice(11, 23), String(level).padEnd(5), msg, ...rest].join(" ");
  return `${colour}${text}${colour && RESET}\n`;
}

function shown(value: unknown): string {
  if (typeof value === "string" && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value) ?? "undefined";
}
