import { LARGE_BODY_BYTES, letGo } from "../core/body.ts";
import { Refusal } from "../core/errors.ts";
import { DEEPEST_JSON, nestsDeeper } from "../core/json-depth.ts";
import { type JsonField, jsonFields } from "../core/json-fields.ts";
import type { BodyShare } from "./body-room.ts";
import { type LargeField, setAside } from "./large-field.ts";
import { readBytes } from "./read-bytes.ts";

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

/**
 * @throws Refusal `payload_too_large`, `unsupported_media_type`, `invalid_json`, `validation_failed` for repeated keys, `unavailable`
 * where there was no room for it
 */
export async function readJson(
  request: Request,
  share: BodyShare,
  { limit, optional, largeField }: BodyRules,
): Promise<JsonBody> {
  const bytes = await readBytes(request, share, limit);
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
