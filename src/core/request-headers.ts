import type { EpochMs } from "./time.ts";

/** What the headers of an attempt follow from. */
export interface RequestFacts {
  readonly url: string;
  readonly deliveryId: string;
  readonly eventType: string;
  /** Counts from 1 over the delivery's life. */
  readonly attempt: number;
  readonly startedAt: EpochMs;
  /** The values of `X-TaskFlow-Signature` and `webhook-signature`. */
  readonly taskflowSignature: string;
  readonly standardSignature: string;
  readonly bodyBytes: number;
}

const USER_AGENT = "TaskFlow-Hooks/1";

/**
 * The headers of an attempt, in the order they are sent. The log shows what this gives for the stored facts, so what is
 * shown is what was sent.
 */
export function requestHeaders(facts: RequestFacts): [name: string, value: string][] {
  return [
    ["Host", new URL(facts.url).host],
    ["Content-Type", "application/json"],
    ["Content-Length", String(facts.bodyBytes)],
    ["User-Agent", USER_AGENT],
    ["Accept", "*/*"],
    ["X-TaskFlow-Event", facts.eventType],
    ["X-TaskFlow-Delivery-ID", facts.deliveryId],
    ["X-TaskFlow-Attempt", String(facts.attempt)],
    ["X-TaskFlow-Signature", facts.taskflowSignature],
    ["webhook-id", facts.deliveryId],
    ["webhook-timestamp", String(Math.floor(facts.startedAt / 1000))],
    ["webhook-signature", facts.standardSignature],
  ];
}
