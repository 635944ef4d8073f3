import { DEEPEST_JSON } from "./json-depth.ts";
import type { JsonField } from "./json-fields.ts";
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-letters.ts";
import { closingQuote, scalarEnd, spaceEnd } from "./json-tokens.ts";

/** What may come next, white space aside: one or two of these. */
const NOTHING = 0;
const VALUE = 1;
const KEY = 2;
const COMMA_NEXT = 4;
const CLOSE = 8;

/**
 * Finds the fields of a large JSON object in its bytes, as `jsonFields` does in a text, a slice at a time, and makes nothing else of
 * them. All that it takes `JSON.parse` takes. It gives up where that would refuse, and at what nests very deep: whoever has to know
 * more asks `JSON.parse`.
 */
export interface JsonScan {
  /** Reads on to this place, and a little further. `false` when it has read all, or gave up. */
  readTo(place: number): boolean;
  /** All of them when all is read; `undefined` when it gave up. */
  readonly fields: readonly JsonField[] | undefined;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** @param bytes valid UTF-8 */
export function createJsonScan(bytes: Uint8Array): JsonScan {
  const fields: JsonField[] = [];
  /** Of what is open: the byte that closes it. */
  const closers = new Uint8Array(DEEPEST_JSON + 1);
  let depth = 0;
  let at = spaceEnd(bytes, 0);
  let expected = VALUE;
  let failed = false;
  let isInString = false;
  let key = "";
  let start = 0;

  /** Reads what begins with this byte; `false` when it may not stand here. */
  function read(byte: number | undefined, place: number): boolean {
    if (byte === COMMA && expected & COMMA_NEXT) return expect(closers[depth] === CLOSE_BRACE ? KEY : VALUE);
    if (expected & CLOSE && byte === closers[depth]) {
      depth--;
      return endValue(at + 1);
    }
    if (expected & KEY) return byte === QUOTE && readKeyAndColon();
    if (!(expected & VALUE)) return false;
    if (depth === 1) start = at;
    if (byte === OPEN_BRACE) return open(CLOSE_BRACE, KEY);
    if (depth === 0) return false;
    if (byte === OPEN_BRACKET) return open(CLOSE_BRACKET, VALUE);
    if (byte !== QUOTE) return endValue(scalarEnd(bytes, at));
    at++;
    return readString(place);
  }

  /** After a byte that stands for itself. */
  function expect(next: number): boolean {
    expected = next;
    at++;
    return true;
  }

  function open(closer: number, first: number): boolean {
    if (depth === DEEPEST_JSON) return false;
    closers[++depth] = closer;
    return expect(first | CLOSE);
  }

  function readKeyAndColon(): boolean {
    const quote = closingQuote(bytes, at + 1, bytes.length);
    const colon = spaceEnd(bytes, quote + 1);
    if (quote < 0 || bytes[colon] !== COLON) return false;
    if (depth === 1) key = String(JSON.parse(utf8.decode(bytes.subarray(at, quote + 1))));
    expected = VALUE;
    at = colon + 1;
    return true;
  }

  /** A long one goes on with the next slice. */
  function readString(place: number): boolean {
    const quote = closingQuote(bytes, at, place);
    isInString = bytes[quote] !== QUOTE;
    if (!isInString) return endValue(quote + 1);
    at = quote;
    return quote >= 0 && quote < bytes.length;
  }

  /** @param end below zero where it was none */
  function endValue(end: number): boolean {
    if (end < 0) return false;
    at = end;
    expected = depth === 0 ? NOTHING : COMMA_NEXT | CLOSE;
    if (depth === 1) fields.push({ key, start, end });
    return true;
  }

  return {
    readTo(place) {
      const end = Math.min(place, bytes.length);
      while (at < end && !failed) {
        failed = !(isInString ? readString(end) : read(bytes[at], end));
        if (!isInString) at = spaceEnd(bytes, at);
      }
      return at < bytes.length && !failed;
    },
    get fields() {
      return failed || expected !== NOTHING ? undefined : fields;
    },
  };
}
