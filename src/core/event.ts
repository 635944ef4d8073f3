import { type Body, LARGE_BODY_BYTES, largeBody } from "./body.ts";

/** The parts of an event's body that are not the producer's `data`. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  /** RFC 3339 UTC. */
  readonly timestamp: string;
  /** The metadata as JSON text: `account_id`, `triggered_by`, then the producer's own keys. */
  readonly metadata: string;
}

/**
 * The body that endpoints get. The keys come in the seed's order, and `data` is the producer's text, byte for byte: it
 * must be valid JSON already.
 */
export function eventBody(envelope: Envelope, data: Body): Body {
  const { id, type, timestamp, metadata } = envelope;
  const head = `{"id":"${id}","type":${JSON.stringify(type)},"timestamp":"${timestamp}","data":`;
  const tail = `,"metadata":${metadata}}`;
  const isSmall = head.length + data.length + tail.length <= LARGE_BODY_BYTES;
  return isSmall && typeof data === "string" ? head + data + tail : largeBody([head, data, tail]);
}
