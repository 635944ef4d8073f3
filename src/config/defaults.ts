import type { TObject, TSchema } from "@sinclair/typebox";
import { Config } from "./schema.ts";

/** The settings where nobody says anything. */
export function defaults(): Config {
  return defaultOf(Config) as Config;
}

function defaultOf(schema: TSchema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.type !== "object") return undefined;
  const entries = Object.entries((schema as TObject).properties ?? {}).map(([name, part]) => [name, defaultOf(part)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Lays one set of settings over another: sections are merged, all else is replaced. */
export function overlay(base: unknown, over: unknown, depth = 0): unknown {
  // Sections are two levels deep; what is below, such as an event type, is whole.
  if (depth > 1 || !isObject(base) || !isObject(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) merged[name] = overlay(base[name], value, depth + 1);
  return merged;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
