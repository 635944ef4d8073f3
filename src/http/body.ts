import { LARGE_BODY_BYTES, letGo } from "../core/body.ts";
import { Refusal } from "../core/errors.ts";
import { DEEPEST_JSON, nestsDeeper } from "../core/json-depth.ts";
import { type JsonField, jsonFields } from "../core/json-fields.ts";
import { SECOND } from "../core/time.ts";
import { type BodyShare, SMALL_BODY_BYTES, WAITS_AT_MOST } from "./body-room.ts";
import { type LargeField, setAside } from "./large-field.ts";

/** A body as text, where its fields stand there, and what it says. */
export interface JsonBody {
  readonly text: string;
  /** None where it is no object. */
  readonly fields: readonly JsonField[];
  readonly value: unknown;
  /** What stands as `null` in all the others. */
  readonly large?: LargeField | undefined;
}

export interface BodyRules {
  /** Bytes. */
  readonly limit: number;
  readonly optional: boolean;
  /** A field of any content, which is not read where it is large. */
  readonly largeField: string | undefined;
}

/** It has waited long already. */
const RETRY_AFTER_SECONDS = 5;

/**
 * @throws Refusal `payload_too_large`, `unsupported_media_type`, `invalid_json`, `validation_failed` for repeated keys, `unavailable`
 * where there was no room for it
 */
export async function readJson(
  request: Request,
  share: BodyShare,
  { limit, optional, largeField }: BodyRules,
): Promise<JsonBody> {
  const bytes = await readBytes(request, share, limit).catch(explainCut);
  if (bytes.length === 0 && optional) return { text: "{}", fields: [], value: {} };
  requireJsonType(request.headers);
  if (bytes.length === 0) throw new Refusal("invalid_json", "The body is empty. Send a JSON object.");
  await share.turn(bytes.length);
  const aside = largeField && bytes.length > LARGE_BODY_BYTES ? await setAside(bytes, largeField) : undefined;
  const text = aside ? aside.text : decode(bytes);
  if (!aside) letGo(bytes);
  if (nestsDeeper(text, DEEPEST_JSON)) throw tooDeep();
  const value = parse(text);
  return { text, fields: fieldsOf(text, value, ""), value, large: aside?.large };
}

/** The whole body, counted as it comes where its length was not told. What is large waits for room before it is read. */
async function readBytes(request: Request, share: BodyShare, limit: number): Promise<Uint8Array<ArrayBuffer>> {
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

function tooDeep(): Refusal {
  return new Refusal(
    "invalid_json",
    `The body nests arrays and objects more than ${DEEPEST_JSON} deep, which many receivers cannot read. Make it flatter.`,
  );
}

function requireJsonType(headers: Headers): void {
  const contentType = headers.get("content-type") ?? "";
  if ((headers.get("content-encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new Refusal("unsupported_media_type", "A compressed body is not taken: send it without Content-Encoding.");
  }
  if (contentType === "application/json") return;
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith("charset="));
  const utf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() === "application/json" && utf8) return;
  throw new Refusal(
    "unsupported_media_type",
    "The body must be JSON in UTF-8: send it with the header Content-Type: application/json.",
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal("invalid_json", "The body is not valid UTF-8. Encode it as UTF-8, without lone surrogates.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(
      "invalid_json",
      "The body is not valid JSON. Check it with a JSON parser; a trailing comma or a missing quote is usual.",
    );
  }
}

/**
 * The fields of an object, each of them once: a key given twice would be read one way here and another way by somebody else.
 *
 * @param path of the object in the body, for faults
 * @throws Refusal `validation_failed`
 */
export function fieldsOf(text: string, value: unknown, path: string): readonly JsonField[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const fields = jsonFields(text);
  if (fields.length !== Object.keys(value).length) refuseRepeated(fields, path);
  return fields;
}

function refuseRepeated(fields: readonly JsonField[], path: string): void {
  const seen = new Set<string>();
  for (const { key } of fields) {
    if (seen.has(key)) {
      const fault = { path: `${path}/${key}`, message: "This field is given more than once." };
      throw new Refusal("validation_failed", "A field is given more than once: give each once.", [fault]);
    }
    seen.add(key);
  }
}
