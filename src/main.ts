#!/usr/bin/env bun
import { run } from "./cli/program.ts";

// Nothing that is written here is for others to read.
process.umask(0o077);
process.exitCode = await run(process.argv.slice(2));
