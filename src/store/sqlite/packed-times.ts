import type { ResponseTimes } from "../../core/response-times.ts";

/** A byte for the bucket, and four for the attempts in it, the lowest first. */
const PAIR = 5;

/** As they are in a row: the buckets that have attempts. */
export function packTimes(times: ResponseTimes): Uint8Array {
  const packed = Buffer.allocUnsafe(PAIR * times.length);
  let end = 0;
  times.forEach((attempts, bucket) => {
    if (attempts === 0) return;
    packed[end] = bucket;
    packed.writeUInt32LE(attempts, end + 1);
    end += PAIR;
  });
  return packed.subarray(0, end);
}

/** Adds what a row has to `times`. */
export function addPackedTimes(times: number[], packed: Uint8Array): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < packed.byteLength; at += PAIR) {
    const bucket = view.getUint8(at);
    times[bucket] = (times[bucket] ?? 0) + view.getUint32(at + 1, true);
  }
}
