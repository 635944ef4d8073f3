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
      const tail = pool.subarray(used, used + 7);
      used += 7;
      return `${prefix}_${encode(lastAt, counter, tail)}`;
    },
  };
}

/** 48 bits of time, version 7, 12 + 6 bits of counter around the variant, 56 random bits. */
function encode(at: EpochMs, counter: number, tail: Uint8Array): string {
  const high = Math.floor(at / 0x10000);
  const low = at % 0x10000;
  const bytes = [high >>> 24, high >>> 16, high >>> 8, high, low >>> 8, low];
  bytes.push(0x70 | (counter >>> 14), counter >>> 6, 0x80 | (counter & 0x3f), ...tail);
  return base32(bytes);
}

/** 128 bits in 26 characters: two zero bits, then five bits a character (the TypeID specification). */
function base32(bytes: readonly number[]): string {
  let text = "";
  let bits = 0;
  let held = 2;
  for (const byte of bytes) {
    bits = (bits << 8) | (byte & 0xff);
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += ALPHABET[(bits >>> held) & 31];
    }
    bits &= (1 << held) - 1;
  }
  return text;
}

/** Ids that people may choose for themselves in the configuration, such as `wh_ci`. */
export function isOwnId(prefix: IdPrefix, text: string): boolean {
  return text.length <= 64 && new RegExp(`^${prefix}_[A-Za-z0-9][A-Za-z0-9_-]*$`).test(text);
}

/** The smallest id text that one made at `at` or later can have: a lower bound for time ranges over ids. */
export function firstIdAt(prefix: IdPrefix, at: EpochMs): string {
  return `${prefix}_${encode(Math.max(0, at), 0, new Uint8Array(7)).slice(0, 10)}`;
}
