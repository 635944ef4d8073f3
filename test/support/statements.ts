import { Database } from "bun:sqlite";

const RUNS = ["get", "all", "values", "run"] as const;

/**
 * Notes what is asked of the databases that are opened while it is in force, statement by statement:
 * `using statements = noteStatements()`, before the store is opened.
 */
export function noteStatements() {
  const { prepare } = Database.prototype;
  let noted: string[] = [];

  Database.prototype.prepare = function noting(this: Database, ...args: Parameters<typeof prepare>) {
    const statement = prepare.apply(this, args);
    for (const name of RUNS) {
      const run = statement[name] as (...values: unknown[]) => unknown;
      Object.assign(statement, {
        [name](...values: unknown[]) {
          const result = run.apply(statement, values);
          noted.push(`${isNothing(result) ? "found nothing" : "found something"}: ${args[0]}`);
          return result;
        },
      });
    }
    return statement;
  } as typeof prepare;

  return {
    /** Those that ran since the last taking: whether they found anything, and their SQL. */
    take(): readonly string[] {
      const taken = noted;
      noted = [];
      return taken;
    },
    [Symbol.dispose]() {
      Database.prototype.prepare = prepare;
    },
  };
}

function isNothing(result: unknown): boolean {
  return result === null || (Array.isArray(result) && result.length === 0);
}
