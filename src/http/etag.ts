import { createHash } from "node:crypto";
import { JSON_TYPE, type Reply } from "./reply.ts";
import type { Answer, AnyRoute } from "./route.ts";

/** How it is described: the request's header by words alone, for a client that makes one up takes a `304` for a refusal. */
export const ETAG = {
  ETag: "Another one when the body is another: send it as `If-None-Match` the next time.",
} as const;
export const NOT_MODIFIED: Answer = { description: "It is still so: the answer is one that `If-None-Match` named." };

/** Whether a route's answers carry an `ETag`. */
export function isTagged({ method, access }: Pick<AnyRoute, "method" | "access">): boolean {
  return method === "GET" && access !== "public";
}

/**
 * Gives a JSON answer its `ETag`, and leaves the body out where the client has it already (RFC 9110 section 13.1.2). The tag is of
 * the body, so it tells nobody more than the body would; it is weak, as it says nothing of the headers.
 */
export function withETag(route: AnyRoute, request: Request, reply: Reply): Reply {
  const { status, body, contentType, headers } = reply;
  if (!isTagged(route) || status !== 200 || body === undefined || contentType !== JSON_TYPE) return reply;
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, HASH_LENGTH);
  const tagged = { ...headers, etag: `W/"${hash}"` };
  if (names(request.headers.get("if-none-match"), hash)) return { status: 304, headers: tagged };
  return { ...reply, headers: tagged };
}

/** Of 6 bits each: nobody finds two bodies with the same, by accident or on purpose. */
const HASH_LENGTH = 27;

/** Whether `If-None-Match` has the tag in it, weak or not. */
function names(header: string | null, hash: string): boolean {
  if (header === null) return false;
  return header.trim() === "*" || header.match(/"[^"]*"/g)?.includes(`"${hash}"`) === true;
}
