import { Refusal } from "../core/errors.ts";
import { SECOND } from "../core/time.ts";
import { type BodyShare, SMALL_BODY_BYTES, WAITS_AT_MOST } from "./body-room.ts";

/** It has waited long already. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The whole body, counted as it comes where its length was not told. What is large waits for room before it is read.
 *
 * @throws Refusal `payload_too_large`, `unavailable` where there was no room for it, `invalid_json` when it was cut off
 */
export function readBytes(request: Request, share: BodyShare, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  return readAll(request, share, limit).catch(explainCut);
}

async function readAll(request: Request, share: BodyShare, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const length = request.headers.get("content-length");
  if (length !== null) {
    // Given twice it is "45, 45"; two that differ have been refused.
    const told = Number.parseInt(length, 10);
    if (told > limit) throw tooLarge(limit);
    await requireRoom(request, share, told);
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    // From here on it may become as large as any.
    if (size > SMALL_BODY_BYTES && size - chunk.length <= SMALL_BODY_BYTES) await requireRoom(request, share, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function requireRoom({ signal }: Request, share: BodyShare, bytes: number): Promise<void> {
  if (await share.take(bytes, signal)) return;
  if (signal.aborted) throw cutOff();
  throw new Refusal(
    "unavailable",
    `A body of more than ${SMALL_BODY_BYTES} bytes waits until others are done, and ${WAITS_AT_MOST / SECOND} s were not enough: nothing was stored. Send it again in a while.`,
    [],
    RETRY_AFTER_SECONDS,
  );
}

/** Who sent half a body and went away made no fault of ours: nobody will read the answer, but the log tells what it was. */
function explainCut(fault: unknown): never {
  if (!(fault instanceof DOMException && fault.name === "AbortError")) throw fault;
  throw cutOff();
}

function cutOff(): Refusal {
  return new Refusal("invalid_json", "The connection was closed before the body was whole. Send all of it.");
}

function tooLarge(limit: number): Refusal {
  return new Refusal(
    "payload_too_large",
    `A request may have ${limit} bytes (limits.bodyBytes). Send less in one request: link to large content instead of carrying it.`,
  );
}
