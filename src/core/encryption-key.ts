/** Bytes of a key for AES-256. */
export const ENCRYPTION_KEY_BYTES = 32;
/** How such a key is given, in words. */
export const ENCRYPTION_KEY_HINT = "32 random bytes as base64 or hex, such as `openssl rand -base64 32` prints";

/** Reads a key of 64 hexadecimal digits, or of base64 or base64url, padded or not; `undefined` when it is none. */
export function parseEncryptionKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, "base64") : undefined;
}
