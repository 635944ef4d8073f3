import type { TObject, TSchema } from "@sinclair/typebox";
import { Errors, type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import type { FieldFault } from "../core/errors.ts";
import { closest } from "../core/suggest.ts";

const MOST_FAULTS = 20;

/** What is wrong with a value, field by field, without repeating any of it. None when it was only counted otherwise. */
export function faultsOf(errors: Iterable<ValueError>, schema: TSchema): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of fieldByField(errors)) {
    if (!isFault(error)) continue;
    const fault = faultOf(error, schema);
    // The first fault of a field is the one to mend first.
    if (!faults.has(fault.path)) faults.set(fault.path, fault);
    if (faults.size === MOST_FAULTS) break;
  }
  return [...faults.values()];
}

/** Of an object, where an object or null may stand, it is its fields that are at fault. */
function* fieldByField(errors: Iterable<ValueError>): Generator<ValueError> {
  for (const error of errors) {
    const meant = error.type === ValueErrorType.Union ? placeOfMeant(error) : -1;
    const within = typeof error.value === "object" ? error.errors[meant] : undefined;
    if (within) yield* fieldByField(within);
    else yield error;
  }
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

function faultOf(error: ValueError, root: TSchema): FieldFault {
  if (error.type === ValueErrorType.ObjectAdditionalProperties) return unknownField(error.path, root);
  return { path: error.path, message: messageOf(error) };
}

type Rule = (schema: TSchema, error: ValueError) => string;

const RULES: Partial<Record<ValueErrorType, Rule>> = {
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
  [ValueErrorType.Union]: (schema, error) => {
    const meant = error.errors[placeOfMeant(error)]?.First();
    return meant ? messageOf(meant) : `This must be ${choices(schema)}.`;
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

function messageOf(error: ValueError): string {
  const rule = RULES[error.type];
  return rule ? rule(error.schema, error) : `This must be ${kindOf(error.schema)}.`;
}

/** Of a text that is too long, where text or null may stand, it is the text that is at fault. Below zero when none was meant. */
function placeOfMeant({ schema, value }: ValueError): number {
  return (schema.anyOf as TSchema[]).findIndex(({ type, const: only }) => only === undefined && type === typeof value);
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

function unknownField(path: string, root: TSchema): FieldFault {
  const [name = "", ...within] = path.split("/").slice(1).reverse();
  const parent = within.reverse();
  const known = Object.keys(objectIn(parent.reduce<TSchema | undefined>(inside, root))?.properties ?? {});
  const { shown, message } = unknownName("field", name, known);
  const isTellable = shown || Object.hasOwn(root.properties ?? {}, name);
  return { path: ["", ...parent, ...(isTellable ? [name] : [])].join("/"), message };
}

function inside(schema: TSchema | undefined, part: string): TSchema | undefined {
  return schema?.type === "array" ? schema.items : objectIn(schema)?.properties[part];
}

/** The schema itself, or what may stand there beside null. */
function objectIn(schema: TSchema | undefined): TObject | undefined {
  const options: readonly (TSchema | undefined)[] = schema?.anyOf ?? [schema];
  return options.find((option) => option?.properties) as TObject | undefined;
}

/**
 * What to say of a name that is not known. It is given back only where it is nearly a known one: whatever else stands where a
 * name should be may be a secret that strayed there.
 */
export function unknownName(what: string, name: string, known: readonly string[]): { shown: boolean; message: string } {
  const suggestion = closest(name, known);
  if (suggestion !== undefined)
    return { shown: true, message: `There is no such ${what}. Did you mean "${suggestion}"?` };
  const list = known.length > 0 ? `Known are: ${known.join(", ")}.` : "None is.";
  return { shown: false, message: `A ${what} is given that is not known here. ${list}` };
}

/** Faults of a text's own fields, told before the schema was asked: where a name is none of the schema's, it is left out. */
export function withoutStrangeNames(faults: readonly FieldFault[], { properties = {} }: TSchema): FieldFault[] {
  const known = Object.keys(properties);
  return faults.map(({ path, message }) => {
    const name = path.slice(1);
    const isTellable = Object.hasOwn(properties, name) || unknownName("field", name, known).shown;
    return isTellable ? { path, message } : { path: "", message };
  });
}
