import type { EpochMs } from "./time.ts";

/** What an id names; its text is the prefix. */
export type IdPrefix = "acc" | "wh" | "evt" | "del" | "key" | "req";

/** Makes ids that sort by time, also within a millisecond and when the clock steps back. */
export interface IdSource {
  next(prefix: IdPrefix): string;
  /** The same with its parts, for what is stored by them. */
  mint(prefix: IdPrefix): Id;
}

/**
 * An id without its prefix: a serial number, which sorts by time and is what rows are found by, and 48 random bits, which
 * keep ids of different machines apart.
 */
export interface IdParts {
  /** Milliseconds since 2020 and a counter of 12 bits behind them; a safe integer until 2089. */
  readonly serial: number;
  readonly salt: number;
}
export interface Id extends IdParts {
  readonly text: string;
}

/** Serial numbers begin here, so that they have room for the counter. */
const FIRST_TIME: EpochMs = Date.UTC(2020);
const IDS_PER_MS = 4_096;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const SALT_BYTES = 6;
const TEXT_LENGTH = 26;

/**
 * TypeIDs (https://github.com/jetify-com/typeid): prefix, `_`, and 26 characters of Crockford base32 that spell a UUIDv7
 * (RFC 9562), with its counter as of section 6.2, method 1. When the clock steps back, or the counter runs over, the
 * id's time runs ahead of the clock instead of repeating.
 *
 * @param now the wall clock
 * @param random fills the array it is given with random bytes
 * @param after the highest serial number that was ever made
 */
export function createIdSource(now: () => EpochMs, random: (into: Uint8Array) => unknown, after = 0): IdSource {
  const pool = new Uint8Array(SALT_BYTES * 256);
  let used = pool.length;
  let last = after;

  function nextSalt(): number {
    if (used === pool.length) {
      random(pool);
      used = 0;
    }
    let salt = 0;
    for (const end = used + SALT_BYTES; used < end; used++) salt = salt * 256 + (pool[used] ?? 0);
    return salt;
  }

  function mint(prefix: IdPrefix): Id {
    last = Math.max(last + 1, firstSerialAt(now()));
    const salt = nextSalt();
    return { serial: last, salt, text: idText(prefix, { serial: last, salt }) };
  }

  return { mint, next: (prefix) => mint(prefix).text };
}

/** The smallest serial number that an id made at `at` or later can have: a lower bound for time ranges over rows. */
export function firstSerialAt(at: EpochMs): number {
  return Math.max(0, at - FIRST_TIME) * IDS_PER_MS;
}

/** The time that an id with this serial number carries. */
export function timeOf(serial: number): EpochMs {
  return Math.floor(serial / IDS_PER_MS) + FIRST_TIME;
}

/** The characters of an id are put together here: a string made of parts would cost as much garbage as all else of an event. */
const letters = Buffer.alloc(32);
const LETTERS = Buffer.from(ALPHABET, "latin1");

/**
 * 128 bits in 26 characters, two zero bits before them (the TypeID specification): 48 bits of time, version 7, 12 bits of
 * counter, the variant, 14 zero bits, and the salt.
 */
export function idText(prefix: IdPrefix, { serial, salt }: IdParts): string {
  const time = timeOf(serial);
  const counter = serial % IDS_PER_MS;
  const start = letters.write(prefix, 0, "latin1");
  letters[start] = UNDERSCORE;
  spell(Math.floor(time / 2 ** 25), start + 1, 5);
  spell(time % 2 ** 25, start + 6, 5);
  spell((0x7 << 16) | (counter << 4) | (0b10 << 2), start + 11, 4);
  spell(0, start + 15, 2);
  spell(Math.floor(salt / 2 ** 25), start + 17, 5);
  spell(salt % 2 ** 25, start + 22, 5);
  return letters.toString("latin1", 0, start + 1 + TEXT_LENGTH);
}

const UNDERSCORE = 0x5f;

/** Writes the low bits, five in a character. */
function spell(bits: number, from: number, count: number): void {
  for (let at = from + count - 1, left = bits; at >= from; at--, left >>>= 5) letters[at] = LETTERS[left & 31] ?? 0;
}

/** By character code. */
const BITS = new Uint8Array(128);
for (const [bits, letter] of [...ALPHABET].entries()) BITS[letter.charCodeAt(0)] = bits;

/** Takes an id apart; `undefined` when no id of this prefix that was made here reads so. */
export function parseId(prefix: IdPrefix, text: string): IdParts | undefined {
  const start = prefix.length + 1;
  if (text.length !== start + TEXT_LENGTH) return undefined;
  const time = bitsOf(text, start, start + 10);
  const counter = (bitsOf(text, start + 10, start + 14) >>> 4) & (IDS_PER_MS - 1);
  const salt = bitsOf(text, start + 16, start + TEXT_LENGTH) % 2 ** 48;
  const parts = { serial: (time - FIRST_TIME) * IDS_PER_MS + counter, salt };
  return parts.serial > 0 && idText(prefix, parts) === text ? parts : undefined;
}

/** What some characters say, five bits each. */
function bitsOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 32 + (BITS[text.charCodeAt(at) & 127] ?? 0);
  return value;
}

/** Ids that people may choose for themselves in the configuration, such as `wh_ci`. */
export function isOwnId(prefix: IdPrefix, text: string): boolean {
  return text.length <= 64 && new RegExp(`^${prefix}_[A-Za-z0-9][A-Za-z0-9_-]*$`).test(text);
}
