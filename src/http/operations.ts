import { createHash } from "node:crypto";
import { Type } from "@sinclair/typebox";
import { Refusal } from "../core/errors.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";

export interface OperationDeps {
  /** Why it cannot take events or deliver them now; `undefined` when it can. */
  ready(): Promise<string | undefined>;
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** The status page as one HTML file. */
  readonly page: string;
  /** The description of the API, as JSON text. */
  openapi(): string;
}

const tag = "Operation";
const Status = Type.Object({ status: Type.Literal("ok") });

/** What needs no key: health, metrics, the API's description, and the status page's shell. */
export function operationRoutes({ ready, metrics, page, openapi }: OperationDeps): AnyRoute[] {
  const pageHeaders = headersOf(page);
  return [
    defineRoute({
      method: "GET",
      path: "/healthz",
      operationId: "getHealth",
      tag,
      summary: "Whether the process is alive",
      access: "public",
      answers: { 200: { description: "It is.", schema: Status } },
      handle: async () => json(200, { status: "ok" }),
    }),
    defineRoute({
      method: "GET",
      path: "/readyz",
      operationId: "getReadiness",
      tag,
      summary: "Whether events can be taken and delivered",
      description: "The storage can be written and the dispatcher is at work.",
      access: "public",
      answers: { 200: { description: "They can.", schema: Status } },
      problems: ["unavailable"],
      async handle() {
        const reason = await ready();
        if (reason !== undefined) throw new Refusal("unavailable", reason, [], 5);
        return json(200, { status: "ok" });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/metrics",
      operationId: "getMetrics",
      tag,
      summary: "Metrics for Prometheus",
      access: "public",
      answers: {
        200: { description: "The text format of Prometheus.", schema: Type.String(), contentType: "text/plain" },
      },
      async handle() {
        const { contentType, text } = await metrics();
        return { status: 200, body: text, contentType };
      },
    }),
    defineRoute({
      method: "GET",
      path: "/openapi.json",
      operationId: "getOpenApi",
      tag,
      summary: "This description",
      access: "public",
      answers: { 200: { description: "OpenAPI 3.1.", schema: Type.Object({}) } },
      handle: async () => ({ status: 200, body: openapi(), contentType: "application/json; charset=utf-8" }),
    }),
    defineRoute({
      method: "GET",
      path: "/",
      operationId: "getStatusPage",
      tag,
      summary: "The status page",
      access: "public",
      answers: {
        200: { description: "One HTML file; it asks for a key.", schema: Type.String(), contentType: "text/html" },
      },
      handle: async () => ({ status: 200, body: page, contentType: "text/html; charset=utf-8", headers: pageHeaders }),
    }),
  ];
}

/** Nothing but the page's own script and style runs, and it talks to this server alone. */
function headersOf(page: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src ${hashesOf(page, "script")}`,
    `style-src ${hashesOf(page, "style")}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Where the browser knows it: no text becomes a document's content or a script.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    // There is nothing of anybody's in it.
    "cache-control": "no-cache",
  };
}

function hashesOf(page: string, tagName: "script" | "style"): string {
  const contents = [...page.matchAll(new RegExp(`<${tagName}[^>]*>([\\s\\S]*?)</${tagName}>`, "g"))];
  const hashes = contents.map(([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return hashes.length > 0 ? hashes.join(" ") : "'none'";
}
