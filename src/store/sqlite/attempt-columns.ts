import type { SettledAttempt } from "../queue.ts";
import type { SentUrls } from "./sent-urls.ts";
import { packSignatures } from "./signatures.ts";

/** The columns of an attempt and its request, as `settled` and `attempts` have them, in the order of `attemptColumns`. */
export const ATTEMPT_COLUMNS =
  "sent_url, sent_signatures, started_at, response_time_ms, status_code, error, truncated, response_headers, response_body";

/** As many placeholders. */
export const ATTEMPT_VALUES = ATTEMPT_COLUMNS.replaceAll(/\w+/g, "?");

/** Within a write: the URL may be a new one. */
export function attemptColumns({ delivery, attempt, request }: SettledAttempt, urls: SentUrls) {
  const { startedAt, responseTimeMs, statusCode, error, response } = attempt;
  const truncated = response ? Number(response.truncated) : null;
  const headers = response && JSON.stringify(response.headers);
  const body = response && response.body.length > 0 ? response.body : null;
  const sent = [urls.numberOf(delivery.webhook, request.url), packSignatures(request)] as const;
  return [...sent, startedAt, responseTimeMs, statusCode, error, truncated, headers, body] as const;
}
