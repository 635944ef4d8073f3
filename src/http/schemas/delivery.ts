import { Type } from "@sinclair/typebox";
import { ATTEMPT_ERRORS, type Attempt } from "../../core/attempt.ts";
import { DELIVERY_STATES, type Delivery } from "../../core/delivery.ts";
import { headerLines, headersByName } from "../../core/request-headers.ts";
import { formatTime, formatTimeOrNull } from "../../core/time.ts";
import type { AttemptRecord, DeliveryDetail } from "../../store/deliveries.ts";
import { nullable, nullableTime, oneOf, time } from "./parts.ts";

const headers = Type.Record(Type.String(), Type.String(), { description: "By lower-case name." });

const attemptFields = {
  number: Type.Integer({ description: "From 1, over the delivery's whole life.", minimum: 1 }),
  started_at: time("When it began."),
  status_code: nullable(Type.Integer(), { description: "Of the answer; null when there was none." }),
  response_time_ms: Type.Integer({ description: "From its beginning to the end of the answer, in milliseconds." }),
  error: nullable(oneOf(ATTEMPT_ERRORS), { description: "Why it did not deliver; null when it did." }),
};

const AttemptView = Type.Object(attemptFields, {
  $id: "Attempt",
  description: "One HTTP request of a delivery.",
});

const fields = {
  id: Type.String({
    description: "Also `X-TaskFlow-Delivery-ID`, the same over all attempts.",
    examples: ["del_01h455vb4pex5vsknk084sn02q"],
  }),
  event_id: Type.String(),
  event_type: Type.String(),
  webhook_id: Type.String(),
  status: oneOf(DELIVERY_STATES, { description: "Where it stands." }),
  held_reason: nullable(oneOf(["webhook_disabled", "webhook_failed", "daily_limit"]), {
    description: "Why it is held.",
  }),
  failure_reason: nullable(oneOf(["exhausted", "gone", "expired"]), { description: "Why it failed." }),
  trigger: oneOf(["event", "test", "redelivery"], { description: "What asked for it last." }),
  created_at: time("When its event was accepted."),
  next_attempt_at: nullableTime("When it is due; of a delivery held for the daily limit the next UTC midnight."),
};

export const DeliveryView = Type.Object(
  { ...fields, attempts: Type.Array(AttemptView) },
  { $id: "Delivery", description: "One event for one webhook." },
);

export const DeliveryDetailView = Type.Object(
  {
    ...fields,
    request: Type.Object(
      { url: Type.String(), headers, body: Type.String({ description: "Exactly as it is signed and sent." }) },
      { description: "Of the latest attempt; before the first, as far as it is known." },
    ),
    attempts: Type.Array(
      Type.Object({
        ...attemptFields,
        response: nullable(
          Type.Object({
            headers,
            body: Type.String({ description: "What is not UTF-8 is shown as U+FFFD." }),
            truncated: Type.Boolean({ description: "The answer was longer than the 65,536 bytes that are read." }),
          }),
          { description: "Null when there was no answer." },
        ),
      }),
    ),
  },
  { $id: "DeliveryDetail", description: "A delivery with its request and all answers." },
);

export function deliveryView(delivery: Delivery) {
  return { ...fieldsOf(delivery), attempts: delivery.attempts.map(attemptView) };
}

/** @param url where it would go, if it was never sent */
export function deliveryDetailView(detail: DeliveryDetail, url: string) {
  return { ...fieldsOf(detail), request: requestView(detail, url), attempts: detail.attempts.map(answeredView) };
}

function fieldsOf(delivery: Omit<Delivery, "attempts">) {
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    webhook_id: delivery.webhookId,
    status: delivery.state,
    held_reason: delivery.heldReason,
    failure_reason: delivery.failureReason,
    trigger: delivery.trigger,
    created_at: formatTime(delivery.createdAt),
    next_attempt_at: formatTimeOrNull(delivery.dueAt),
  };
}

function attemptView({ number, startedAt, statusCode, responseTimeMs, error }: Attempt) {
  return {
    number,
    started_at: formatTime(startedAt),
    status_code: statusCode,
    response_time_ms: responseTimeMs,
    error,
  };
}

function answeredView(attempt: AttemptRecord) {
  const { response } = attempt;
  const shown = response && {
    headers: response.headers,
    body: Buffer.from(response.body).toString("utf8"),
    truncated: response.truncated,
  };
  return { ...attemptView(attempt), response: shown };
}

/** Headers that say something of an attempt, which there is none of before the first. */
const OF_AN_ATTEMPT = new Set(["x-taskflow-attempt", "x-taskflow-signature", "webhook-timestamp", "webhook-signature"]);

function requestView({ id, eventType, attempts, request, body }: DeliveryDetail, url: string) {
  const latest = attempts.at(-1);
  const sent = request ?? { url, taskflowSignature: "", standardSignature: "" };
  const lines = headerLines({
    ...sent,
    deliveryId: id,
    eventType,
    attempt: latest?.number ?? 1,
    startedAt: latest?.startedAt ?? 0,
    bodyBytes: Buffer.byteLength(body),
  });
  const all = Object.entries(headersByName(lines));
  const shown = latest ? all : all.filter(([name]) => !OF_AN_ATTEMPT.has(name));
  return { url: sent.url, headers: Object.fromEntries(shown), body };
}
