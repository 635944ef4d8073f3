import type { TObject, TSchema } from "@sinclair/typebox";
import { Errors, type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import type { FieldFault } from "../core/errors.ts";
import { closest } from "../core/suggest.ts";

const MOST_FAULTS = 20;

/** What is wrong with a value, field by field, without repeating any of it. None when it was only counted otherwise. */
export function faultsOf(errors: Iterable<ValueError>, schema: TSchema): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of errors) {
    if (!isFault(error)) continue;
    const path = error.path;
    // The first fault of a field is the one to mend first.
    if (!faults.has(path)) faults.set(path, { path, message: messageOf(error, schema) });
    if (faults.size === MOST_FAULTS) break;
  }
  return [...faults.values()];
}

/** TypeBox counts UTF-16 units, JSON Schema characters: what has too many of the one may have few enough of the other. */
function isFault({ type, schema, value }: ValueError): boolean {
  if (type === ValueErrorType.StringMaxLength) return isLonger(String(value), schema.maxLength);
  if (type !== ValueErrorType.Union) return true;
  return (schema.anyOf as TSchema[]).every((option) => [...Errors(option, value)].some(isFault));
}

function isLonger(text: string, most: number): boolean {
  return text.length > 2 * most || [...text].length > most;
}

type Rule = (schema: TSchema, error: ValueError, root: TSchema) => string;

const RULES: Partial<Record<ValueErrorType, Rule>> = {
  [ValueErrorType.ObjectAdditionalProperties]: (_, error, root) => unknownField(error.path, root),
  [ValueErrorType.ObjectRequiredProperty]: () => "This field is required.",
  [ValueErrorType.StringMinLength]: ({ minLength }) =>
    minLength === 1 ? "This must not be empty." : `This must have at least ${minLength} characters.`,
  [ValueErrorType.StringMaxLength]: ({ maxLength }) => `This must have at most ${maxLength} characters.`,
  [ValueErrorType.StringPattern]: ({ patternHint }) => `This must be ${patternHint ?? "of another form"}.`,
  [ValueErrorType.StringFormat]: ({ format }) =>
    format === "date-time"
      ? "This must be an RFC 3339 time, such as 2024-02-10T16:45:22Z."
      : "This must be Unicode text: it has half of a surrogate pair in it.",
  [ValueErrorType.ArrayMinItems]: ({ minItems }) => `This must have at least ${plural(minItems, "item")}.`,
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }) => `This must have at most ${plural(maxItems, "item")}.`,
  [ValueErrorType.ArrayUniqueItems]: () => "This must not name anything twice.",
  [ValueErrorType.IntegerMinimum]: ({ minimum, maximum }) =>
    `This must be a whole number from ${minimum} to ${maximum}.`,
  [ValueErrorType.IntegerMaximum]: ({ minimum, maximum }) =>
    `This must be a whole number from ${minimum} to ${maximum}.`,
  [ValueErrorType.Union]: (schema, error, root) => {
    const meant = faultOfMeant(schema, error);
    return meant ? messageOf(meant, root) : `This must be ${choices(schema)}.`;
  },
};

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  integer: "a whole number",
  array: "an array",
  object: "an object",
  null: "null",
};

function messageOf(error: ValueError, root: TSchema): string {
  const rule = RULES[error.type];
  return rule ? rule(error.schema, error, root) : `This must be ${kindOf(error.schema)}.`;
}

/** Of a text that is too long, where text or null may stand, it is the text that is at fault. */
function faultOfMeant(schema: TSchema, { value, errors }: ValueError): ValueError | undefined {
  const meant = (schema.anyOf as TSchema[]).findIndex(({ type, const: only }) => {
    return only === undefined && type === typeof value;
  });
  return errors[meant]?.First();
}

function kindOf(schema: TSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return KINDS[String(schema.type)] ?? "of another kind";
}

function choices(schema: TSchema): string {
  const options = (schema.anyOf as TSchema[]).map(kindOf);
  return options.length > 1 ? `${options.slice(0, -1).join(", ")} or ${options.at(-1)}` : String(options[0]);
}

function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function unknownField(path: string, root: TSchema): string {
  const parts = path.split("/").slice(1);
  const parent = parts.slice(0, -1).reduce<TSchema | undefined>(inside, root);
  return unknownName("field", parts.at(-1) ?? "", Object.keys((parent as TObject | undefined)?.properties ?? {}));
}

function inside(schema: TSchema | undefined, part: string): TSchema | undefined {
  return schema?.type === "array" ? schema.items : schema?.properties?.[part];
}

export function unknownName(what: string, name: string, known: readonly string[]): string {
  const suggestion = closest(name, known);
  if (suggestion !== undefined) return `There is no such ${what}. Did you mean "${suggestion}"?`;
  return known.length > 0 ? `There is no such ${what}. Known are: ${known.join(", ")}.` : `There is no such ${what}.`;
}
