import type { Schema } from "./json-schema.ts";
import type { setup } from "./setup.ts";

export interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly { name: string; in: string; schema: Schema }[];
  readonly requestBody?: { content: { "application/json": { schema: Schema; example?: unknown } } };
  readonly responses: Record<
    string,
    {
      content?: Record<string, { schema: Schema }>;
      headers?: Record<string, unknown>;
      links?: Record<string, { operationId: string; parameters: Record<string, string> }>;
    }
  >;
}
export interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly [key: string]: unknown;
}
export interface DescribedCall {
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly operation: Operation;
}

/** What the API says of itself in `/openapi.json`. */
export async function readDescription({ get }: Pick<Awaited<ReturnType<typeof setup>>, "get">) {
  const { body } = await get("/openapi.json", { key: null });
  const description = body as Description;
  const operations: DescribedCall[] = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return { description, operations };
}

/** The body's schema, its reference followed; `undefined` where there is no body. */
export function bodySchemaOf(description: Description, { requestBody }: Operation): Schema | undefined {
  const schema = requestBody?.content["application/json"].schema;
  const name = schema?.$ref?.split("/").at(-1);
  if (name === undefined) return schema;
  const { schemas } = description.components as { schemas: Record<string, Schema> };
  return schemas[name];
}
