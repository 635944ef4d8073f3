/**
 * The body of a request: text, or its bytes in UTF-8 where it is large. Small texts are the fastest there is. Large ones are worked
 * on in slices, so that nobody waits for a whole one, and are let go of by hand: the collector sees late how much memory they take.
 */
export type Body = string | Uint8Array<ArrayBuffer>;

/** Of a body that is larger. */
export const LARGE_BODY_BYTES = 64 * 1024;
/** How much of a large body is worked on at a time: a fraction of a millisecond, whatever is done with it. */
export const SLICE_BYTES = 256 * 1024;

/** The bytes of a large body, given in parts: put together as text it would be there once more. */
export function largeBody(parts: readonly Body[]): Body {
  const bytes = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + bodyBytes(part), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === "string") bytes.write(part, at);
    else bytes.set(part, at);
    at += bodyBytes(part);
  }
  return bytes;
}

export function bodyBytes(body: Body): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.length;
}

/** A large body in slices, which share its memory. */
export function* slicesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += SLICE_BYTES) yield body.subarray(at, at + SLICE_BYTES);
}

/** Gives back the memory of a large body, which nobody uses any more. A small one may share its memory with others: it stays. */
export function letGo(body: Body): void {
  if (typeof body !== "string" && body.length > LARGE_BODY_BYTES) body.buffer.transfer(0);
}
