import { PROBLEMS, type ProblemCode } from "../../core/errors.ts";
import { PROBLEM_TYPE, typeOf } from "../problem.ts";
import type { AnyRoute } from "../route.ts";
import { describedHeaders, RATE } from "./headers.ts";
import type { Json } from "./schemas.ts";

/** The refusals that a route can give: its own, and those of its kind. */
export function problemsOf({ access, body, path, query, method, problems = [] }: AnyRoute): ProblemCode[] {
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

export function problemResponses(codes: readonly ProblemCode[], access: AnyRoute["access"]): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, own]) => [status, problemResponse(own, access)]));
}

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

export function problemSchema(): Json {
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
