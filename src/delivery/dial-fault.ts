import { codeOf } from "./connection.ts";

/** Why no connection came to be. `blocked_address` and `invalid_response` are a proxy's doing. */
export interface DialFault {
  readonly error: "refused" | "reset" | "tls" | "timeout" | "blocked_address" | "invalid_response";
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
  "EMFILE",
]);
const RESET = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

export function dialFault(fault: Error, secure: boolean): DialFault {
  const code = codeOf(fault);
  if (UNREACHABLE.has(code)) return { error: "refused" };
  if (code === "ETIMEDOUT") return { error: "timeout" };
  if (RESET.has(code) || !secure) return { error: "reset" };
  return { error: "tls" };
}
