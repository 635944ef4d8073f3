import type { TObject, TSchema } from "@sinclair/typebox";
import { isTagged, NOT_MODIFIED } from "../etag.ts";
import { linksFrom } from "../links.ts";
import { type AnyRoute, pathParametersOf } from "../route.ts";
import { responseOf } from "./answers.ts";
import { withUsualHeaders } from "./headers.ts";
import { problemResponses, problemsOf } from "./problems.ts";
import { type Json, plain, refer } from "./schemas.ts";

export function operationOf(route: AnyRoute, routes: readonly AnyRoute[], schemas: Record<string, unknown>): Json {
  const { operationId, tag, summary, description, access, body, bodyExample, bodyOptional } = route;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: access === "public" ? [] : [{ key: [] }],
    parameters: parametersOf(route),
    ...(body && {
      requestBody: {
        required: bodyOptional !== true,
        content: {
          "application/json": {
            schema: refer(body, schemas),
            ...(bodyExample !== undefined && { example: bodyExample }),
          },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => {
          const links = linksFrom(route, answer, routes);
          const told = responseOf(withUsualHeaders(route, answer), schemas);
          return [status, { ...told, ...(Object.keys(links).length > 0 && { links }) }];
        }),
      ),
      ...(isTagged(route) && { 304: responseOf(withUsualHeaders(route, NOT_MODIFIED), schemas) }),
      ...problemResponses(problemsOf(route), route.access),
    },
  };
}

function parametersOf(route: AnyRoute): Json[] {
  const { path, query, requestHeaders = {} } = route;
  const inPath = pathParametersOf(path).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = optionalParameters("query", (query as TObject | undefined)?.properties ?? {});
  const inHeader = optionalParameters("header", requestHeaders);
  return [...inPath, ...inQuery, ...inHeader];
}

function optionalParameters(place: "query" | "header", schemas: Readonly<Record<string, TSchema>>): Json[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { description, ...rest } = plain(schema, {});
    return { name, in: place, required: false, description, schema: rest };
  });
}
