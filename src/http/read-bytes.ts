import { Refusal } from "../core/errors.ts";
import { SECOND } from "../core/time.ts";
import { type BodyShare, SMALL_BODY_BYTES, WAITS_AT_MOST, WHOLE_WITHIN } from "./body-room.ts";

/** It has waited long already. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The whole body, counted as it comes where its length was not told. What is large waits for room before it is read.
 *
 * @throws Refusal `payload_too_large`, `unavailable` where there was no room for it, `invalid_json` when it was cut off
 */
export function readBytes(request: Request, share: BodyShare, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const told = request.headers.get("content-length");
  if (told === null) return readCounting(request, share, limit).catch(explainCut);
  // Given twice it is "45, 45"; two that differ have been refused.
  return readTold(request, share, { bytes: Number.parseInt(told, 10), limit }).catch(explainCut);
}

async function readTold(
  request: Request,
  share: BodyShare,
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes > limit) throw tooLarge(limit);
  if (bytes <= SMALL_BODY_BYTES) return new Uint8Array(await request.arrayBuffer());
  return inRoom(request, share, bytes, async () => new Uint8Array(await request.arrayBuffer()));
}

async function readCounting(request: Request, share: BodyShare, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = request.body?.getReader();
  let size = 0;
  async function readUpTo(most: number): Promise<boolean> {
    while (size <= most) {
      const next = await reader?.read();
      if (next?.value === undefined) return true;
      size += next.value.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(next.value);
    }
    return false;
  }
  // Past a small body's size it may become as large as any.
  const isWhole = await readUpTo(SMALL_BODY_BYTES);
  if (!isWhole) await inRoom(request, share, limit, () => readUpTo(limit));
  return Buffer.concat(chunks);
}

/** Waits for room, and reads in it; stops when the body is late and others wait. */
async function inRoom<T>({ signal }: Request, share: BodyShare, bytes: number, read: () => Promise<T>): Promise<T> {
  const { promise: late, reject: onLate } = Promise.withResolvers<never>();
  const admitted = await share.take(bytes, { gone: signal, onLate: () => onLate(tooSlow()) });
  if (admitted) return Promise.race([read(), late]);
  if (signal.aborted) throw cutOff();
  throw tooMany();
}

/** Who sent half a body and went away made no fault of ours: nobody will read the answer, but the log tells what it was. */
export function explainCut(fault: unknown): never {
  if (!(fault instanceof DOMException && fault.name === "AbortError")) throw fault;
  throw cutOff();
}

function cutOff(): Refusal {
  return new Refusal("invalid_json", "The connection was closed before the body was whole. Send all of it.");
}

function tooMany(): Refusal {
  return unavailable(
    `A body of more than ${SMALL_BODY_BYTES} bytes waits until others are done, and ${WAITS_AT_MOST / SECOND} s were not enough: nothing was stored. Send it again in a while.`,
  );
}

function tooSlow(): Refusal {
  return unavailable(
    `A body of more than ${SMALL_BODY_BYTES} bytes has ${WHOLE_WITHIN / SECOND} s to arrive while others wait for its room, and was not whole: nothing was stored. Send it faster, or less at a time.`,
  );
}

function unavailable(detail: string): Refusal {
  return new Refusal("unavailable", detail, [], RETRY_AFTER_SECONDS);
}

function tooLarge(limit: number): Refusal {
  return new Refusal(
    "payload_too_large",
    `A request may have ${limit} bytes (limits.bodyBytes). Send less in one request: link to large content instead of carrying it.`,
  );
}
