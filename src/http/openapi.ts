import type { TObject, TSchema } from "@sinclair/typebox";
import { PROBLEMS, type ProblemCode } from "../core/errors.ts";
import { ETAG, IF_NONE_MATCH, isTagged, NOT_MODIFIED } from "./etag.ts";
import { linksFrom } from "./links.ts";
import { PROBLEM_TYPE, typeOf } from "./problem.ts";
import { JSON_TYPE } from "./reply.ts";
import { type Answer, type AnyRoute, pathParametersOf } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

/** Describes the API as OpenAPI 3.1, from the same table that serves it. */
export function describeApi(routes: readonly AnyRoute[], version: string): Json {
  const schemas: Record<string, unknown> = { Problem: problemSchema() };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, routes, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "TaskFlow Hooks",
      version,
      description:
        "Takes events in, and delivers them as signed HTTP requests to registered endpoints. Errors are application/problem+json (RFC 9457).",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An account's key (`tfk_…`) or the operator's (`tfo_…`)." },
      },
    },
  };
}

function operationOf(route: AnyRoute, routes: readonly AnyRoute[], schemas: Record<string, unknown>): Json {
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

/** Those that come with every answer of the route's kind. */
function withUsualHeaders(route: AnyRoute, answer: Answer): Answer {
  if (route.access === "public") return answer;
  return { ...answer, headers: { ...answer.headers, ...(isTagged(route) && ETAG), ...RATE } };
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
  const inHeader = optionalParameters("header", { ...requestHeaders, ...(isTagged(route) && IF_NONE_MATCH) });
  return [...inPath, ...inQuery, ...inHeader];
}

function optionalParameters(place: "query" | "header", schemas: Readonly<Record<string, TSchema>>): Json[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { description, ...rest } = plain(schema, {});
    return { name, in: place, required: false, description, schema: rest };
  });
}

function responseOf(
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

function describedHeaders(headers: Readonly<Record<string, string>>): Json {
  const described = ([name, text]: [string, string]) => [name, { description: text, schema: { type: "string" } }];
  return Object.fromEntries(Object.entries(headers).map(described));
}

/** The refusals that a route can give: its own, and those of its kind. */
function problemsOf({ access, body, path, query, method, problems = [] }: AnyRoute): ProblemCode[] {
  const codes = new Set<ProblemCode>(problems);
  if (access !== "public")
    for (const code of ["unauthorized", "rate_limited", "internal", "unavailable"] as const) codes.add(code);
  const namesAccount = query?.properties.account_id || body?.properties?.account_id;
  if (access === "operator" || namesAccount) codes.add("forbidden");
  if ((path.includes("/:") && access !== "public") || namesAccount) codes.add("not_found");
  if (access !== "public") codes.add("validation_failed");
  if (body)
    for (const code of ["invalid_json", "payload_too_large", "unsupported_media_type"] as const) codes.add(code);
  if (method !== "GET" && access !== "public") codes.add("storage_full");
  return [...codes];
}

function problemResponses(codes: readonly ProblemCode[], access: AnyRoute["access"]): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, own]) => [status, problemResponse(own, access)]));
}

/** As of draft-ietf-httpapi-ratelimit-headers-10. */
const RATE = {
  RateLimit: 'What the key may yet do: `"key";r=5999;t=1` says 5,999 requests, and all of them again in 1 s.',
  "RateLimit-Policy": 'What it may do at all: `"key";q=6000;w=60` says 6,000 requests in 60 s.',
} as const;
const WITH_RETRY_AFTER: ReadonlySet<ProblemCode> = new Set(["rate_limited", "unavailable"]);
const RETRY_AFTER = {
  "Retry-After": { description: "Seconds until another try is worth it.", schema: { type: "integer" } },
};

function problemResponse(codes: readonly ProblemCode[], access: AnyRoute["access"]): Json {
  const examples = codes.map((code) => {
    const { status, title } = PROBLEMS[code];
    const value = {
      type: typeOf(code),
      title,
      status,
      detail: "What is wrong, the limit, and the way out.",
      code,
      errors: [],
    };
    return [code, { value }];
  });
  const headers = {
    ...(access !== "public" && !codes.includes("unauthorized") && describedHeaders(RATE)),
    ...(codes.some((code) => WITH_RETRY_AFTER.has(code)) && RETRY_AFTER),
  };
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" }, examples: Object.fromEntries(examples) },
    },
  };
}

function problemSchema(): Json {
  const text = { type: "string" };
  const fault = {
    type: "object",
    required: ["path", "message"],
    properties: {
      path: { ...text, description: "A JSON Pointer into the body, or a parameter's name." },
      message: text,
    },
  };
  return {
    type: "object",
    description: "Why a request was refused (RFC 9457).",
    required: ["type", "title", "status", "detail", "code", "errors"],
    properties: {
      type: text,
      title: text,
      status: { type: "integer" },
      detail: { ...text, description: "Names the thing, the limit and the way out." },
      code: { type: "string", enum: Object.keys(PROBLEMS) },
      errors: { type: "array", items: fault },
    },
  };
}

/** Schemas with a name are described once, and referred to. */
function refer(schema: TSchema, schemas: Record<string, unknown>): Json {
  const { $id } = schema;
  if ($id === undefined) return plain(schema, schemas);
  if (!($id in schemas)) {
    schemas[$id] = {};
    schemas[$id] = plain(schema, schemas);
  }
  return { $ref: `#/components/schemas/${$id}` };
}

/** The schema without what is ours alone, its named parts referred to. */
function plain(schema: TSchema, schemas: Record<string, unknown>): Json {
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
