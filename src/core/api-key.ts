export type KeyKind = "account" | "operator";

const PREFIXES: Readonly<Record<KeyKind, string>> = { account: "tfk_", operator: "tfo_" };

/** A new API key from 32 random bytes: its prefix tells scanners, and people, what it is. */
export function newApiKey(kind: KeyKind, random: Uint8Array): string {
  return PREFIXES[kind] + Buffer.from(random).toString("base64url");
}

/** What is stored of a key. Keys are random, so a plain hash is as good as a slow one. */
export function keyHash(key: string): Uint8Array {
  return Bun.CryptoHasher.hash("sha256", key);
}

export function keyLast4(key: string): string {
  return key.slice(-4);
}
