export type KeyKind = "account" | "operator";

const PREFIXES: Readonly<Record<KeyKind, string>> = { account: "tfk_", operator: "tfo_" };
const CHECKSUM_LENGTH = 6;
const MADE_HERE = new RegExp(
  `^(?:${Object.values(PREFIXES).join("|")})[A-Za-z0-9_-]{43}[0-9A-Za-z]{${CHECKSUM_LENGTH}}$`,
);

/**
 * A new API key from 32 random bytes: a prefix that tells scanners, and people, what it is; the bytes as base64url; and a checksum
 * by which a scanner, or whoever types it, can tell a key from what looks like one.
 */
export function newApiKey(kind: KeyKind, random: Uint8Array): string {
  const key = PREFIXES[kind] + Buffer.from(random).toString("base64url");
  return key + checksumOf(key);
}

/** Whether this was meant to be a key that was made here, and is not whole. Keys of the configuration may be anything. */
export function isMistypedKey(text: string): boolean {
  if (!Object.values(PREFIXES).some((prefix) => text.startsWith(prefix))) return false;
  return !MADE_HERE.test(text) || text.slice(-CHECKSUM_LENGTH) !== checksumOf(text.slice(0, -CHECKSUM_LENGTH));
}

const BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The CRC-32 (ISO 3309) in base 62, as GitHub's keys have it. */
function checksumOf(text: string): string {
  let rest = Bun.hash.crc32(text);
  let spelt = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place++, rest = Math.floor(rest / 62))
    spelt = BASE_62[rest % 62] + spelt;
  return spelt;
}

/** What is stored of a key. Keys are random, so a plain hash is as good as a slow one. */
export function keyHash(key: string): Uint8Array {
  return Bun.CryptoHasher.hash("sha256", key);
}

export function keyLast4(key: string): string {
  return key.slice(-4);
}
