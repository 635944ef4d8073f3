import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Encrypts texts as they are stored. */
export interface SecretBox {
  /** @param owner the id of what the text belongs to: sealed for one it does not open for another */
  seal(text: string, owner: string): Uint8Array;
  /** @throws when it was sealed with another key or for another owner, or was changed since */
  open(sealed: Uint8Array, owner: string): string;
}

const CIPHER = "aes-256-gcm";
/** Bytes, as NIST SP 800-38D has them for random nonces: good for four billion secrets under a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D): nonce, tag, and the ciphertext, with the owner's id as associated data. */
export function createSecretBox(key: Uint8Array): SecretBox {
  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
      const encrypted = [cipher.update(text, "utf8"), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]);
    },
    open(sealed, owner) {
      const encryptedAt = NONCE_BYTES + TAG_BYTES;
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(NONCE_BYTES, encryptedAt));
      return Buffer.concat([decipher.update(sealed.subarray(encryptedAt)), decipher.final()]).toString("utf8");
    },
  };
}
