import type { TObject, TSchema } from "@sinclair/typebox";
import { Config } from "../../src/config/schema.ts";

/** A setting, or a section of them, as `src/config/schema.ts` describes it. */
export interface Setting {
  /** As in the file: `delivery.retries`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /** As it is written in a configuration file; `undefined` when there is none. */
  readonly fallback: string | undefined;
  /** A value to show where the default shows nothing. */
  readonly example: string | undefined;
  readonly schema: TSchema;
  /** The settings of a section. */
  readonly inside: readonly Setting[];
}

/** Every setting, in the order of the schema. */
export function allSettings(): readonly Setting[] {
  return settingsIn(Config, "");
}

export function settingsIn(schema: TObject, prefix: string): Setting[] {
  return Object.entries(schema.properties).map(([name, part]) => settingOf(name, part, prefix));
}

function settingOf(name: string, schema: TSchema, prefix: string): Setting {
  const path = `${prefix}${name}`;
  const isSection = schema.type === "object" && schema.properties !== undefined;
  return {
    path,
    name,
    description: schema.description ?? "",
    fallback: schema.default === undefined ? undefined : literal(schema.default),
    example: schema.example,
    schema,
    inside: isSection ? settingsIn(schema as TObject, `${path}.`) : [],
  };
}

/** As Biome writes it: long numbers in groups, lists with spaces after their commas. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "number" && value >= 10_000) return value.toLocaleString("en-US").replaceAll(",", "_");
  return JSON.stringify(value);
}
