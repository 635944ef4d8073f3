import type { FieldFault } from "../core/errors.ts";

/** The configuration cannot be used. Each fault names its field, the limit and the way out, and no value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly FieldFault[];

  /** @param source where the configuration came from */
  constructor(source: string, faults: readonly FieldFault[]) {
    const lines = faults.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
    super([`The configuration (${source}) cannot be used:`, ...lines].join("\n"));
    this.faults = faults;
  }
}
