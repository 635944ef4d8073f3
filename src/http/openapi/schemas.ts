import type { TSchema } from "@sinclair/typebox";

/** A part of the description. */
export type Json = Readonly<Record<string, unknown>>;

/** Schemas with a name are described once, and referred to. */
export function refer(schema: TSchema, schemas: Record<string, unknown>): Json {
  const { $id } = schema;
  if ($id === undefined) return plain(schema, schemas);
  if (!($id in schemas)) {
    schemas[$id] = {};
    schemas[$id] = plain(schema, schemas);
  }
  return { $ref: `#/components/schemas/${$id}` };
}

/** The schema without what is ours alone, its named parts referred to. */
export function plain(schema: TSchema, schemas: Record<string, unknown>): Json {
  const { $id, patternHint, format, ...rest } = schema;
  const copy: Record<string, unknown> = { ...rest, ...(format === "date-time" && { format }) };
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties as Record<string, TSchema>).map(([name, part]) => [name, refer(part, schemas)]),
    );
  }
  if (schema.items) copy.items = refer(schema.items, schemas);
  if (schema.anyOf) copy.anyOf = (schema.anyOf as TSchema[]).map((part) => refer(part, schemas));
  return copy;
}
