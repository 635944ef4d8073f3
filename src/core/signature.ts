/** A signature in the making, over a body that is given whole or in slices. */
export interface Signature {
  over(slice: string | Uint8Array): Signature;
  /** When all of it was given: once. */
  value(): string;
}

function signature(mac: Bun.CryptoHasher, value: () => string): Signature {
  const own: Signature = {
    over(slice) {
      mac.update(slice);
      return own;
    },
    value,
  };
  return own;
}

/**
 * The value of `X-TaskFlow-Signature`: `sha256=` and the hex of HMAC-SHA256 over the raw body, keyed with the secret's
 * UTF-8 bytes. Source: the TaskFlow webhook documentation, "Signature Verification".
 */
export function taskflowSignature(secret: string): Signature {
  const mac = new Bun.CryptoHasher("sha256", secret);
  return signature(mac, () => `sha256=${mac.digest("hex")}`);
}

/**
 * One `v1,<base64>` value of `webhook-signature` over `id.timestamp.body`. Source: Standard Webhooks,
 * https://www.standardwebhooks.com (the `webhook-timestamp` is in whole seconds).
 */
export function standardSignature(secret: string, id: string, timestampSeconds: number): Signature {
  const mac = new Bun.CryptoHasher("sha256", standardKey(secret)).update(`${id}.${timestampSeconds}.`);
  return signature(mac, () => `v1,${mac.digest("base64")}`);
}

const SECRET_PREFIX = "whsec_";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The base64-decoded part of a `whsec_…` secret; of any other, its UTF-8 bytes. */
function standardKey(secret: string): Uint8Array {
  const encoded = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : "";
  return encoded !== "" && BASE64.test(encoded) ? Buffer.from(encoded, "base64") : Buffer.from(secret, "utf8");
}

/** What a secret may be made of, as a regular expression: no control characters, which are slips of copying. */
export const SECRET_PATTERN = "^[^\\u0000-\\u001f\\u007f]+$";
export const SECRET_HINT = "text without control characters";

/** Whether a secret can be signed with as receivers do: half of a surrogate pair has no spelling in UTF-8. */
export function isSecret(text: string): boolean {
  return text.isWellFormed() && new RegExp(SECRET_PATTERN).test(text);
}

/** A new webhook secret from 32 random bytes, in the form that Standard Webhooks libraries take. */
export function newSecret(random: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(random).toString("base64");
}
