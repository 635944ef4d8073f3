import { Command, InvalidArgumentError } from "commander";
import { type App, startApp } from "../app.ts";
import { loadConfiguration } from "../config/load.ts";
import { banner } from "./banner.ts";
import { createOutput } from "./output.ts";
import { readPage } from "./page.ts";

interface ServeFlags {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly data?: string;
  readonly dev?: boolean;
}

/** `serve`, which is also what runs without a command. Ends when the process is asked to. */
export function serveCommand(version: string): Command {
  return new Command("serve")
    .description("run the appliance (the default command)")
    .option("-c, --config <file>", "the configuration file, .ts, .js or .json")
    .option("--host <address>", "the address to listen on (default 127.0.0.1)")
    .option("-p, --port <number>", "the port to listen on (default 8080; 0 takes a free one)", port)
    .option("--data <folder>", "the data folder (default ./taskflow-data)")
    .option("--dev", "allow http and loopback endpoints, and serve an inbox at /dev/inbox/NAME")
    .action((flags: ServeFlags) => serve(flags, version));
}

async function serve(flags: ServeFlags, version: string): Promise<void> {
  const options = { flags, environment: process.env, workingDirectory: process.cwd() };
  const { settings, inForce } = await loadConfiguration(options);
  const { write, flush } = createOutput((text) => void process.stdout.write(text));
  process.on("exit", flush);
  const dev = flags.dev === true;
  const app = await startApp({ settings, configuration: inForce, dev, version, page: await readPage(), write });
  write(banner({ url: app.url, firstKeys: app.firstKeys, dev, version }));
  await untilAskedToStop(app);
}

/** The first signal drains, a second one ends at once. */
async function untilAskedToStop(app: App): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
  await app.drain();
  process.exit(0);
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
