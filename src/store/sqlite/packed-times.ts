import type { ResponseTimes } from "../../core/response-times.ts";

/** A byte for the bucket, and four for the attempts in it, the lowest first. */
const PAIR = 5;

/** As they are in a row: the buckets that have attempts, in no order. */
export function packTimes(times: ResponseTimes): Uint8Array {
  const packed = Buffer.allocUnsafe(PAIR * times.size);
  let at = 0;
  for (const [bucket, attempts] of times) {
    packed[at] = bucket;
    packed.writeUInt32LE(attempts, at + 1);
    at += PAIR;
  }
  return packed;
}

/** Adds what a row has to `times`. */
export function unpackTimes(packed: Uint8Array, times: Map<number, number>): void {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < bytes.length; at += PAIR) {
    const bucket = bytes[at] ?? 0;
    times.set(bucket, (times.get(bucket) ?? 0) + bytes.readUInt32LE(at + 1));
  }
}
