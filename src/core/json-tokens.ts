import { BACKSLASH, QUOTE } from "./json-letters.ts";

const ZERO = 0x30;
const NINE = 0x39;
const LITERALS = ["true", "false", "null"].map((text) => Buffer.from(text));
/** What may follow a backslash, `u` aside. */
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

/** Behind the white space that JSON allows. */
export function spaceEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Within a string: where its closing quote is, or `until` or a little more where it does not end before; -1 where it is none. */
export function closingQuote(bytes: Uint8Array, from: number, until: number): number {
  let at = from;
  while (at < until) {
    const byte = bytes[at];
    if (byte === undefined || byte < 0x20) return -1;
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) at++;
    else {
      at = escapeEnd(bytes, at);
      if (at < 0) return -1;
    }
  }
  return at;
}

function escapeEnd(bytes: Uint8Array, backslash: number): number {
  const kind = bytes[backslash + 1] ?? 0;
  if (kind !== 0x75) return ESCAPES.has(kind) ? backslash + 2 : -1;
  for (let nth = 2; nth < 6; nth++) if (!isHex(bytes[backslash + nth] ?? 0)) return -1;
  return backslash + 6;
}

function isHex(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (letter >= 0x61 && letter <= 0x66);
}

/** Behind a number, `true`, `false` or `null`; -1 where there is none of them. */
export function scalarEnd(bytes: Uint8Array, from: number): number {
  const literal = LITERALS.find((text) => text[0] === bytes[from]);
  if (!literal) return numberEnd(bytes, from);
  return literal.every((byte, nth) => bytes[from + nth] === byte) ? from + literal.length : -1;
}

function numberEnd(bytes: Uint8Array, from: number): number {
  const whole = bytes[from] === 0x2d ? from + 1 : from;
  let at = digitsEnd(bytes, whole);
  if (at < 0 || (bytes[whole] === ZERO && at > whole + 1)) return -1;
  if (bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1);
  if (at > 0 && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1];
    at = digitsEnd(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }
  return at;
}

/** Behind one digit at least; -1 where there is none. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at++;
  return at > from ? at : -1;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
