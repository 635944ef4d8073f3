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
export function eventBody(envelope: Envelope, data: string): Body {
  const { id, type, timestamp, metadata } = envelope;
  const head = `{"id":"${id}","type":${JSON.stringify(type)},"timestamp":"${timestamp}","data":`;
  const tail = `,"metadata":${metadata}}`;
  return head.length + data.length + tail.length > LARGE_BODY_BYTES
    ? largeBody([head, data, tail])
    : head + data + tail;
}
