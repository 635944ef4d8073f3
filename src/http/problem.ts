import { PROBLEMS, type ProblemCode, Refusal } from "../core/errors.ts";
import { StorageFault, StorageFull } from "../store/faults.ts";
import { RateLimited } from "./rates.ts";
import type { Reply } from "./reply.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** What a refusal, or a fault of ours, is on the wire (RFC 9457). */
export function problemReply(fault: unknown, onFault: (fault: unknown) => void): Reply {
  if (fault instanceof Refusal) return refusalReply(fault);
  onFault(fault);
  if (fault instanceof StorageFull) return refusalReply(STORAGE_FULL);
  return refusalReply(fault instanceof StorageFault ? STORAGE_FAULT : INTERNAL);
}

const STORAGE_FULL = new Refusal(
  "storage_full",
  "The disk of the data folder is full, so nothing was stored. The operator has to make room; then send it again.",
);
const STORAGE_FAULT = new Refusal(
  "unavailable",
  "The storage failed, so nothing was stored. Send it again in a while.",
  [],
  5,
);
const INTERNAL = new Refusal("internal", "This is a fault of ours, and it was logged. Trying again may help.");

function refusalReply(refusal: Refusal): Reply {
  const { problem, message, faults, retryAfterSeconds } = refusal;
  const { status, title } = PROBLEMS[problem];
  const body = { type: typeOf(problem), title, status, detail: message, code: problem, errors: faults };
  const headers: Record<string, string> = refusal instanceof RateLimited ? { ...refusal.headers } : {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  if (problem === "unauthorized") headers["www-authenticate"] = 'Bearer realm="TaskFlow Hooks"';
  return { status, body: JSON.stringify(body), contentType: PROBLEM_TYPE, headers };
}

/** The problem's name as a URI, which need not lead anywhere. */
export function typeOf(problem: ProblemCode): string {
  return `urn:taskflow-hooks:problem:${problem}`;
}
