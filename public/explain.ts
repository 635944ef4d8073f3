import type { Attempt, AttemptError, Delivery } from "./resources/deliveries.ts";
import type { Finding } from "./resources/system.ts";

/** An attempt in plain words: what happened, and what to do about it. */
export interface Explanation {
  readonly what: string;
  /** Empty when there is nothing to do. */
  readonly todo: string;
}

const ERRORS: Readonly<Record<Exclude<AttemptError, "http_status">, Explanation>> = {
  timeout: {
    what: "The endpoint did not finish its answer in time.",
    todo: "Answer with a 200 as soon as the request is read, and do the work after that.",
  },
  dns: {
    what: "The host name of the URL could not be resolved.",
    todo: "Check the spelling of the host, and that its DNS record exists.",
  },
  refused: {
    what: "Nothing accepted the connection at that address and port.",
    todo: "Check that the receiver is running, listens on this port, and that no firewall stands in between.",
  },
  reset: {
    what: "The connection was closed before an answer came.",
    todo: "Look for a crash or a restart of the receiver, or a proxy in front of it, at this time. An endpoint that asks for a client certificate may close on one that it does not know.",
  },
  tls: {
    what: "No trusted encrypted connection could be made.",
    todo: "Check that the certificate is valid, names this host, and comes with its whole chain. If the endpoint asks for a client certificate, check that the webhook has one that it knows.",
  },
  blocked_address: {
    what: "The host leads to an address that may not be posted to (a private or local one).",
    todo: "Use a public address, or have the operator allow the range under network.allow.",
  },
  redirect: {
    what: "The endpoint answered with a redirect, and redirects are not followed.",
    todo: "Change the webhook’s URL to the address it redirects to.",
  },
  invalid_response: {
    what: "What came back is not an HTTP answer.",
    todo: "Check that an HTTP server listens there, and that http and https are not mixed up.",
  },
  interrupted: {
    what: "This server was stopped while the attempt was under way.",
    todo: "Nothing: it is tried again by itself. The endpoint may have received it, and can tell by the delivery id.",
  },
};

const STATUSES: Readonly<Record<number, Explanation>> = {
  401: {
    what: "The endpoint says that the request is not authorized (401).",
    todo: "Most often the signature does not match: compare the secret at the receiver with the webhook’s, or give both a new one by Rotate secret.",
  },
  403: {
    what: "The endpoint forbids the request (403).",
    todo: "Check the secret at the receiver, and whether a firewall in front of it turns these requests away.",
  },
  404: { what: "The endpoint has nothing at this path (404).", todo: "Check the path of the webhook’s URL." },
  405: {
    what: "The endpoint does not take POST at this path (405).",
    todo: "Check the path, and the receiver’s route.",
  },
  410: {
    what: "The endpoint says that it is gone for good (410).",
    todo: "Deliveries stop. When that was not meant, mend the receiver and enable the webhook again.",
  },
  413: {
    what: "The request is too large for the endpoint (413).",
    todo: "Raise the receiver’s limit for request bodies.",
  },
  429: {
    what: "The endpoint asks for fewer requests (429).",
    todo: "It is tried again later by itself; when it goes on, raise the receiver’s limit.",
  },
};

export function explainAttempt({ error, status_code: status }: Pick<Attempt, "error" | "status_code">): Explanation {
  if (error === null) return { what: `Delivered: the endpoint answered ${status ?? ""}`.trim().concat("."), todo: "" };
  if (error !== "http_status") return ERRORS[error] ?? { what: `The attempt failed: ${error}.`, todo: "" };
  return STATUSES[status ?? 0] ?? explainStatus(status ?? 0);
}

function explainStatus(status: number): Explanation {
  if (status >= 500) {
    return {
      what: `The receiver failed on its side (${status}).`,
      todo: "Look into the receiver’s log at this time; its answer is shown with the attempt.",
    };
  }
  return {
    what: `The endpoint refused the request (${status}).`,
    todo: "Its answer, shown with the attempt, may say why.",
  };
}

/** A few words for a list: `200`, `HTTP 503`, `connection refused`. */
export function summarize({ error, status_code: status }: Pick<Attempt, "error" | "status_code">): string {
  if (error === null || error === "http_status" || error === "redirect") return `HTTP ${status ?? "?"}`;
  return SUMMARIES[error] ?? error;
}

const SUMMARIES: Readonly<Record<Exclude<AttemptError, "http_status" | "redirect">, string>> = {
  timeout: "timed out",
  dns: "name not found",
  refused: "connection refused",
  reset: "connection closed",
  tls: "TLS failed",
  blocked_address: "address not allowed",
  invalid_response: "not an HTTP answer",
  interrupted: "interrupted",
};

/** Where a delivery stands, in one sentence; the time of a next attempt is shown beside it. */
export function explainDelivery(
  delivery: Pick<Delivery, "status" | "held_reason" | "failure_reason" | "trigger" | "attempts">,
): string {
  switch (delivery.status) {
    case "delivered":
      return "The endpoint has it.";
    case "pending":
      return delivery.attempts.length === 0 ? "Waiting for its first attempt." : "It will be tried again by itself.";
    case "held":
      return explainHold(delivery.held_reason);
    case "failed":
      return delivery.trigger === "test"
        ? "The test failed, and a test is attempted once."
        : explainFailure(delivery.failure_reason);
    case "canceled":
      return "It was discarded, and will not be sent.";
    default:
      return "";
  }
}

function explainHold(reason: Delivery["held_reason"]): string {
  if (reason === "daily_limit") return "The webhook had all its deliveries of today. This one waits for midnight UTC.";
  if (reason === "webhook_failed")
    return "The webhook failed, so this is kept. Enable the webhook and it is sent at once.";
  return "The webhook is disabled, so this is kept. Enable the webhook and it is sent at once.";
}

function explainFailure(reason: Delivery["failure_reason"]): string {
  if (reason === "gone") return "The endpoint said that it is gone for good, so it is not tried again.";
  if (reason === "expired") return "It was held for too long, and is no longer sent by itself.";
  return "No attempt succeeded, and none is left. Redeliver it once the endpoint works.";
}

const FINDINGS: Readonly<Record<Finding["code"], string>> = {
  dispatcher_stalled: "deliveries stand still",
  storage_failing: "the storage fails",
  storage_full: "the storage is full",
  disk_nearly_full: "the disk is nearly full",
  backlog_growing: "the backlog grows",
  clock_jumped: "the clock was set",
};

/** What the server is in trouble with, in a few words. */
export function summarizeFinding({ code }: Pick<Finding, "code">): string {
  return FINDINGS[code] ?? code;
}
