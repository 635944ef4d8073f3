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

/** The headers of an attempt, as they are sent: a line each, ended by CRLF. */
export function headerLines(facts: RequestFacts): string {
  return `Host: ${new URL(facts.url).host}\r
Content-Type: application/json\r
Content-Length: ${facts.bodyBytes}\r
User-Agent: ${USER_AGENT}\r
Accept: */*\r
X-TaskFlow-Event: ${facts.eventType}\r
X-TaskFlow-Delivery-ID: ${facts.deliveryId}\r
X-TaskFlow-Attempt: ${facts.attempt}\r
X-TaskFlow-Signature: ${facts.taskflowSignature}\r
webhook-id: ${facts.deliveryId}\r
webhook-timestamp: ${Math.floor(facts.startedAt / 1000)}\r
webhook-signature: ${facts.standardSignature}\r
`;
}

/** The same by lower-case name. The log shows what this gives for the stored facts, so what is shown is what was sent. */
export function headersByName(lines: string): Record<string, string> {
  const pairs = lines
    .trimEnd()
    .split("\r\n")
    .map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const;
    });
  return Object.fromEntries(pairs);
}
