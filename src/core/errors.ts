/** Every refusal that the API knows, with its HTTP status and its title. */
export const PROBLEMS = {
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  invalid_cursor: { status: 400, title: "The cursor is not one of this list" },
  unauthorized: { status: 401, title: "No valid API key" },
  forbidden: { status: 403, title: "This key may not do that" },
  not_found: { status: 404, title: "There is no such thing" },
  method_not_allowed: { status: 405, title: "This path does not take that method" },
  webhook_limit_reached: { status: 409, title: "The account has all the webhooks it may have" },
  account_limit_reached: { status: 409, title: "There are all the accounts there may be" },
  key_limit_reached: { status: 409, title: "The account has all the API keys it may have" },
  webhook_stopped: { status: 409, title: "The webhook is stopped" },
  managed_by_config: { status: 409, title: "The configuration file decides this" },
  already_exists: { status: 409, title: "This id is taken" },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  validation_failed: { status: 422, title: "The request does not fit its schema" },
  unknown_event_type: { status: 422, title: "Unknown event type" },
  url_not_allowed: { status: 422, title: "This URL may not be posted to" },
  idempotency_mismatch: { status: 422, title: "The idempotency key belongs to another request" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "A fault of ours" },
  unavailable: { status: 503, title: "Not ready" },
  storage_full: { status: 507, title: "The storage is full" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault of a request's field. `path` is a JSON Pointer into the body, or a query parameter's name. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/**
 * A refusal that is the caller's to mend. `detail` names the thing, the limit and the way out, and never a submitted value.
 * The field is `problem` because Elysia reads `code` of what is thrown.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly problem: ProblemCode;
  readonly faults: readonly FieldFault[];
  /** For `rate_limited` and `unavailable`: whole seconds until another try is worth it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemCode, detail: string, faults: readonly FieldFault[] = [], retryAfterSeconds?: number) {
    super(detail);
    this.problem = problem;
    this.faults = faults;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function notFound(what: string): Refusal {
  return new Refusal("not_found", `There is no ${what} with this id that your key can see.`);
}
