import type { TObject, TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { parseDuration } from "../core/duration.ts";
import type { FieldFault } from "../core/errors.ts";
import { closest } from "../core/suggest.ts";
import { Config } from "./schema.ts";

const compiled = TypeCompiler.Compile(Config);

/** What is wrong with the settings by their schema. */
export function shapeFaults(config: unknown): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of compiled.Errors(config)) {
    const path = spoken(error.path);
    if (!faults.has(path)) faults.set(path, { path, message: messageOf(error) });
  }
  return [...faults.values(), ...durationFaults(Config, config, "")];
}

/** `/delivery/retries/2` is called `delivery.retries[2]`, as in the file. */
function spoken(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  return parts.reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}${path && "."}${part}`), "");
}

function messageOf({ type, schema, path, value }: ValueError): string {
  if (value === undefined) return "is missing. If it comes from the environment, is the variable set?";
  switch (type) {
    case ValueErrorType.ObjectAdditionalProperties:
      return unknownKey(path);
    case ValueErrorType.IntegerMinimum:
    case ValueErrorType.IntegerMaximum:
      return `must be a whole number from ${schema.minimum} to ${schema.maximum}.`;
    case ValueErrorType.StringMinLength:
      return schema.minLength === 1 ? "must not be empty." : `must have at least ${schema.minLength} characters.`;
    case ValueErrorType.StringMaxLength:
      return `must have at most ${schema.maxLength} characters.`;
    case ValueErrorType.ArrayMinItems:
      return `must have at least ${schema.minItems} item.`;
    case ValueErrorType.ArrayMaxItems:
      return `must have at most ${schema.maxItems} items.`;
    case ValueErrorType.ObjectMaxProperties:
      return `must have at most ${schema.maxProperties} entries.`;
    case ValueErrorType.ArrayUniqueItems:
      return "must not name anything twice.";
    default:
      return `must be ${kindOf(schema)}.`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  integer: "a whole number",
  array: "a list",
  object: "an object",
};

function kindOf(schema: TSchema): string {
  if (schema.anyOf) return `one of ${(schema.anyOf as TSchema[]).map((choice) => `"${choice.const}"`).join(", ")}`;
  return KINDS[String(schema.type)] ?? "of another kind";
}

function unknownKey(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  const name = parts.pop() ?? "";
  const parent = parts.reduce<TSchema | undefined>(partOf, Config);
  const known = Object.keys((parent as TObject | undefined)?.properties ?? {});
  const suggestion = closest(name, known);
  return suggestion === undefined
    ? `is no setting. Known here are: ${known.join(", ")}.`
    : `is no setting. Did you mean "${suggestion}"?`;
}

/** The schema of a field, or of an item. */
export function partOf(schema: TSchema | undefined, part: string): TSchema | undefined {
  if (schema?.type === "array") return schema.items;
  return schema?.properties?.[part] ?? Object.values(schema?.patternProperties ?? {})[0];
}

/** Timers take no longer waits, and nobody means one. */
const LONGEST_DAYS = 3650;

function durationFaults(schema: TSchema, value: unknown, path: string): FieldFault[] {
  if (schema.duration === true && typeof value === "string") {
    const ms = parseDuration(value);
    if (ms !== undefined && ms <= LONGEST_DAYS * 86_400_000) return [];
    return [
      {
        path,
        message: `must be a duration above zero and up to ${LONGEST_DAYS}d, such as "250ms", "5s", "5m", "6h" or "7d".`,
      },
    ];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => durationFaults(schema.items ?? {}, item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    durationFaults(part as TSchema, (value as Record<string, unknown>)[name], `${path}${path && "."}${name}`),
  );
}
