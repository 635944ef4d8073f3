import { isUtf8 } from "node:buffer";
import { LARGE_BODY_BYTES, SLICE_BYTES } from "../core/body.ts";
import type { JsonField } from "../core/json-fields.ts";
import { createJsonScan } from "../core/json-scan.ts";

/** A field's value that is most of a large body, and was not read: that would be many times its size in values and texts. */
export interface LargeField {
  /** Of the body as it was posted. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Valid JSON; a part of the body's memory. */
  readonly value: Uint8Array<ArrayBuffer>;
}
export interface SetAside {
  readonly large: LargeField;
  /** The body with `null` for the value. */
  readonly text: string;
}

/**
 * Sets the value of a field of any content aside where it is large, over several turns of the event loop. `undefined` where there is none,
 * or the body is no valid JSON object: it is to be read as a whole then, and that tells what is wrong.
 */
export async function setAside(body: Uint8Array<ArrayBuffer>, name: string): Promise<SetAside | undefined> {
  const fields = isUtf8(body) ? await scan(body) : undefined;
  const [field, another] = fields?.filter(({ key }) => key === name) ?? [];
  if (!field || another) return undefined;
  const value = body.subarray(field.start, field.end);
  if (value.length <= LARGE_BODY_BYTES || body.length - value.length > LARGE_BODY_BYTES) return undefined;
  const text = `${utf8.decode(body.subarray(0, field.start))}null${utf8.decode(body.subarray(field.end))}`;
  return { large: { body, value }, text };
}

// What is cut out may begin with what would be a byte order mark in front.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

async function scan(body: Uint8Array): Promise<readonly JsonField[] | undefined> {
  const found = createJsonScan(body);
  for (let place = SLICE_BYTES; found.readTo(place); place += SLICE_BYTES) await new Promise(setImmediate);
  return found.fields;
}
