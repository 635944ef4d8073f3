import { operationOf } from "./openapi/operation.ts";
import { problemSchema } from "./openapi/problems.ts";
import type { Json } from "./openapi/schemas.ts";
import type { AnyRoute } from "./route.ts";

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
