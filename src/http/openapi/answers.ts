import { JSON_TYPE } from "../reply.ts";
import type { Answer } from "../route.ts";
import { describedHeaders } from "./headers.ts";
import { type Json, refer } from "./schemas.ts";

export function responseOf(
  { description, schema, contentType, example, headers = {} }: Answer,
  schemas: Record<string, unknown>,
): Json {
  return {
    description,
    ...(Object.keys(headers).length > 0 && { headers: describedHeaders(headers) }),
    ...(schema && {
      content: {
        [contentType ?? (JSON_TYPE.split(";")[0] as string)]: {
          schema: refer(schema, schemas),
          ...(example !== undefined && { example }),
        },
      },
    }),
  };
}
