import { type SchemaOptions, type StringOptions, type TSchema, Type } from "@sinclair/typebox";

/** Pieces that several schemas share. */

export function nullable<Schema extends TSchema>(schema: Schema, options: SchemaOptions = {}) {
  return Type.Union([schema, Type.Null()], options);
}

export function oneOf<const Values extends readonly string[]>(values: Values, options: SchemaOptions = {}) {
  return Type.Union(
    values.map((value) => Type.Literal(value)),
    options,
  ) as unknown as ReturnType<typeof Type.Unsafe<Values[number]>>;
}

/** Text that has a spelling in UTF-8. */
export function text(options: StringOptions = {}) {
  return Type.String({ format: "unicode", ...options });
}

export function time(description: string) {
  return Type.String({ format: "date-time", description, examples: ["2024-02-10T16:45:22.000Z"] });
}

export function nullableTime(description: string) {
  return nullable(Type.String({ format: "date-time" }), { description });
}

/** A body's object: unknown fields are refused. */
export const closed = { additionalProperties: false } as const;

export const accountId = Type.Optional(
  Type.String({
    description:
      "The account that is meant: required with an operator key; with an account key it can only be its own.",
    minLength: 1,
    maxLength: 64,
    examples: ["acc_default"],
  }),
);

export const since = Type.Optional(time("Only what was created at this time or later."));
export const until = Type.Optional(time("Only what was created before this time."));

/** The query of every list. */
export const page = {
  limit: Type.Integer({ description: "Rows in a page.", minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Type.String({ description: "The `next_cursor` of the page before." })),
};

export function listOf(row: TSchema, description: string) {
  return Type.Object(
    {
      data: Type.Array(row, { description: "Newest first." }),
      next_cursor: nullable(Type.String(), { description: "Where the next page begins; null on the last." }),
    },
    { description },
  );
}
