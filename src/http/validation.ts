import { FormatRegistry, type Static, type TObject, type TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type FieldFault, Refusal } from "../core/errors.ts";
import { parseTime } from "../core/time.ts";
import { faultsOf, unknownName } from "./faults.ts";

FormatRegistry.Set("date-time", (text) => parseTime(text) !== undefined);
FormatRegistry.Set("unicode", (text) => text.isWellFormed());

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();

function checkOf(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema);
  if (known) return known;
  const check = TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}

/** @throws Refusal `validation_failed`, with every fault */
export function requireValid<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  const check = checkOf(schema);
  if (check.Check(value)) return value as Static<Schema>;
  const faults = faultsOf(check.Errors(value), schema);
  if (faults.length === 0) return value as Static<Schema>;
  throw invalid(faults);
}

/**
 * Reads a query by its schema: integers from their digits, all else as it is, defaults filled in.
 *
 * @throws Refusal `validation_failed`
 */
export function readQuery<Schema extends TObject>(schema: Schema | undefined, search: URLSearchParams): Static<Schema> {
  const properties = schema?.properties ?? {};
  const faults: FieldFault[] = [];
  const query: Record<string, unknown> = {};
  for (const [name, value] of search) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!known) faults.push(unknownParameter(name, Object.keys(properties)));
    else if (name in query) faults.push({ path: name, message: "This may be given only once." });
    else query[name] = known.type === "integer" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  }
  if (faults.length > 0) throw invalid(faults);
  for (const [name, { default: fallback }] of Object.entries(properties)) {
    if (fallback !== undefined && !(name in query)) query[name] = fallback;
  }
  if (!schema) return query as Static<Schema>;
  const check = checkOf(schema);
  if (check.Check(query)) return query as Static<Schema>;
  const found = faultsOf(check.Errors(query), schema);
  if (found.length === 0) return query as Static<Schema>;
  // A query parameter is called by its name, not by a pointer into a document.
  throw invalid(found.map(({ path, message }) => ({ path: path.slice(1), message })));
}

function unknownParameter(name: string, known: readonly string[]): FieldFault {
  const { shown, message } = unknownName("query parameter", name, known);
  return { path: shown ? name : "", message };
}

function invalid(faults: readonly FieldFault[]): Refusal {
  const many = faults.length === 1 ? "One field" : `${faults.length} fields`;
  return new Refusal("validation_failed", `${many} cannot be taken as given: \`errors\` says which and why.`, faults);
}
