import { PROBLEMS } from "../../src/core/errors.ts";

/** Every `code` with its status and its title. */
export function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title }]) => `| ${status} | \`${code}\` | ${title} |`);
  return ["| status | `code` | what it means |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
