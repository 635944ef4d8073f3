import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-letters.ts";
/** Where a top-level field's value stands in the text: `text.slice(start, end)`, without white space around it. */
export interface JsonField {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of a JSON object, in order, repeated keys included, with the spans of their values. This is how a producer's
 * `data` is cut out byte for byte. The text must be a valid JSON object: `JSON.parse` has taken it already.
 */
export function jsonFields(text: string): JsonField[] {
  const fields: JsonField[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = skipValue(text, start);
    fields.push({ key: readKey(text, at, keyEnd), start, end });
    at = afterComma(text, end);
  }
  return fields;
}

/** The spans of the elements of a JSON array, in order. The text must be a valid JSON array. */
export function jsonElements(text: string): Omit<JsonField, "key">[] {
  const elements: Omit<JsonField, "key">[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = skipValue(text, at);
    elements.push({ start: at, end });
    at = afterComma(text, end);
  }
  return elements;
}

function afterComma(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text.charCodeAt(at) === COMMA ? skipSpace(text, at + 1) : at;
}

/** Nearly every key is written without escapes; one with them is what `JSON.parse` makes of it. */
function readKey(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  return key.includes("\\") ? String(JSON.parse(text.slice(start, end))) : key;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  // Space, tab, line feed, carriage return: all that JSON allows, and all it has below "!".
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** From an opening quote to behind the closing one. */
function skipString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return skipString(text, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(text, from);
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code <= 0x20) break;
  }
  return at;
}

function skipNested(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    at++;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) break;
  }
  return at;
}
