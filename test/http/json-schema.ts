/** A JSON Schema, as the API's description has it. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}
type Document = Readonly<Record<string, unknown>>;

/** Keywords that say nothing of whether a value fits, or less than what holds here anyway. */
const ANNOTATIONS = new Set(["description", "examples", "default", "title", "additionalProperties"]);

type Check = (wanted: never, value: never, schema: Schema, document: Document, path: string) => readonly string[];
const fits = (isFit: boolean, path: string, what: string) => (isFit ? [] : [`${path}: ${what}`]);

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (ref: string, value: unknown, _, document, path) => schemaFaults(resolve(ref, document), value, document, path),
  type: (types: string | readonly string[], value: unknown, _, __, path) =>
    fits(
      [types].flat().some((type) => isOfType(value, type)),
      path,
      `is not of type ${types}`,
    ),
  const: (wanted: unknown, value: unknown, _, __, path) => fits(value === wanted, path, `is not ${wanted}`),
  enum: (wanted: readonly unknown[], value: unknown, _, __, path) => fits(wanted.includes(value), path, "is no choice"),
  format: (format: string, value: unknown, _, __, path) =>
    fits(format === "date-time" && !Number.isNaN(Date.parse(String(value))), path, `is no ${format}`),
  minimum: (least: number, value: unknown, _, __, path) => fits(Number(value) >= least, path, `is below ${least}`),
  maximum: (most: number, value: unknown, _, __, path) => fits(Number(value) <= most, path, `is above ${most}`),
  minLength: (least: number, value: unknown, _, __, path) => fits(String(value).length >= least, path, "is too short"),
  maxLength: (most: number, value: unknown, _, __, path) => fits(String(value).length <= most, path, "is too long"),
  pattern: (pattern: string, value: unknown, _, __, path) =>
    fits(new RegExp(pattern).test(String(value)), path, "has another pattern"),
  minItems: (least: number, value: readonly unknown[], _, __, path) => fits(value.length >= least, path, "has too few"),
  maxItems: (most: number, value: readonly unknown[], _, __, path) => fits(value.length <= most, path, "has too many"),
  uniqueItems: (_: boolean, value: readonly unknown[], __, ___, path) =>
    fits(new Set(value).size === value.length, path, "has something twice"),
  items: (items: Schema, value: readonly unknown[], _, document, path) =>
    value.flatMap((item, index) => schemaFaults(items, item, document, `${path}/${index}`)),
  anyOf: (choices: readonly Schema[], value: unknown, _, document, path) =>
    fits(
      choices.some((choice) => schemaFaults(choice, value, document, path).length === 0),
      path,
      "fits none of the choices",
    ),
  required: (names: readonly string[], value: object, _, __, path) =>
    names.flatMap((name) => fits(name in value, path, `has no ${name}`)),
  properties: (properties: Readonly<Record<string, Schema>>, value: object, _, document, path) =>
    Object.entries(value).flatMap(([name, part]) => {
      const schema = properties[name];
      return schema ? schemaFaults(schema, part, document, `${path}/${name}`) : [`${path}/${name}: is not described`];
    }),
  patternProperties: (patterns: Readonly<Record<string, Schema>>, value: object, _, document, path) =>
    Object.entries(value).flatMap(([name, part]) => {
      const found = Object.entries(patterns).find(([pattern]) => new RegExp(pattern).test(name));
      return found ? schemaFaults(found[1], part, document, `${path}/${name}`) : [`${path}/${name}: is not described`];
    }),
};

/**
 * Why a value does not fit, one line for each reason. Stricter than JSON Schema: fields that are not described are faults,
 * and so are keywords that are not known here, so that nothing passes unread.
 */
export function schemaFaults(schema: Schema, value: unknown, document: Document, path = ""): string[] {
  const faults = "type" in schema ? check("type", schema, value, document, path) : [];
  if (faults.length > 0) return faults;
  return Object.keys(schema)
    .filter((keyword) => keyword !== "type" && !ANNOTATIONS.has(keyword))
    .flatMap((keyword) => check(keyword, schema, value, document, path));
}

function check(keyword: string, schema: Schema, value: unknown, document: Document, path: string): string[] {
  const run = CHECKS[keyword];
  if (!run) return [`${path}: the keyword ${keyword} is not known`];
  // An object of no described fields says that any will do.
  if (keyword === "properties" && Object.keys(schema.properties ?? {}).length === 0) return [];
  return [...run(schema[keyword] as never, value as never, schema, document, path)];
}

function resolve(ref: string, document: Document): Schema {
  const parts = ref.split("/").slice(1);
  return parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document) as Schema;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
