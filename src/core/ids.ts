import type { EpochMs } from "./time.ts";

/** What an id names; its text is the prefix. */
export type IdPrefix = "acc" | "wh" | "evt" | "del" | "key" | "req";

/** Makes ids that sort by time, also within a millisecond and when the clock steps back. */
export interface IdSource {
  next(prefix: IdPrefix): string;
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const MAX_COUNTER = 0x3ffff;

/**
 * TypeIDs (https://github.com/jetify-com/typeid): prefix, `_`, and 26 characters of Crockford base32 that spell a UUIDv7
 * (RFC 9562). An 18-bit counter behind the time keeps ids of one millisecond in order (RFC 9562 section 6.2, method 1);
 * when it runs out, or the clock steps back, the id's time runs ahead of the clock instead of repeating.
 *
 * @param now the wall clock
 * @param random fills the array it is given with random bytes
 */
export function createIdSource(now: () => EpochMs, random: (into: Uint8Array) => unknown): IdSource {
  const pool = new Uint8Array(7 * 256);
  let used = pool.length;
  let lastAt = 0;
  let counter = 0;

  function tick(): void {
    const at = now();
    if (at > lastAt) {
      lastAt = at;
      counter = 0;
    } else if (counter < MAX_COUNTER) {
      counter++;
    } else {
      lastAt++;
      counter = 0;
    }
  }

  return {
    next(prefix) {
      tick();
      if (used === pool.length) {
        random(pool);
        used = 0;
      }
      const id = `${prefix}_${encode(lastAt, counter, pool, used)}`;
      used += 7;
      return id;
    },
  };
}

/** Every ten bits as two characters. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >>> 5]}${ALPHABET[bits & 31]}`);
const pair = (bits: number): string => PAIRS[bits & 1023] as string;

/**
 * 128 bits in 26 characters, two zero bits before them (the TypeID specification): 48 bits of time, version 7, 12 + 6 bits
 * of counter around the variant, and seven bytes of `random` beginning with `from`.
 */
function encode(at: EpochMs, counter: number, random: Uint8Array, from: number): string {
  const byte = (nth: number) => random[from + nth] ?? 0;
  const middle = (0b10 << 14) | ((counter & 0x3f) << 8) | byte(0);
  return (
    timeText(at) +
    pair((0x7 << 6) | (counter >>> 12)) +
    pair(((counter >>> 6) << 4) | (middle >>> 12)) +
    pair(middle >>> 2) +
    pair((middle << 8) | byte(1)) +
    pair((byte(2) << 2) | (byte(3) >>> 6)) +
    pair((byte(3) << 4) | (byte(4) >>> 4)) +
    pair((byte(4) << 6) | (byte(5) >>> 2)) +
    pair((byte(5) << 8) | byte(6))
  );
}

/** Two zero bits and 48 of time: ten characters. */
function timeText(at: EpochMs): string {
  const high = Math.floor(at / 2 ** 30);
  const low = at % 2 ** 30;
  return pair(high >>> 10) + pair(high) + pair(low >>> 20) + pair(low >>> 10) + pair(low);
}

/** Ids that people may choose for themselves in the configuration, such as `wh_ci`. */
export function isOwnId(prefix: IdPrefix, text: string): boolean {
  return text.length <= 64 && new RegExp(`^${prefix}_[A-Za-z0-9][A-Za-z0-9_-]*$`).test(text);
}

/** The smallest id text that one made at `at` or later can have: a lower bound for time ranges over ids. */
export function firstIdAt(prefix: IdPrefix, at: EpochMs): string {
  return `${prefix}_${timeText(Math.max(0, at))}`;
}
