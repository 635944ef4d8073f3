/** What is looked for, and what to call it when it is found. */
export interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Secrets and keys by what they are; of a `whsec_…` secret and of PEM the key that is spelled in it besides, and of PEM a line. */
export function canariesOf(secrets: Readonly<Record<string, string>>): readonly Canary[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const [, encoded = ""] = /^whsec_(.+)$/.exec(secret) ?? /^-----BEGIN [\w ]+-----([^-]+)/.exec(secret) ?? [];
    const lines = encoded.split("\n").filter(({ length }) => length === 64);
    return [
      { name, bytes: Buffer.from(secret) },
      ...(encoded ? [{ name: `the key in ${name}`, bytes: Buffer.from(encoded, "base64") }] : []),
      ...lines.map((line, at) => ({ name: `line ${at + 1} of ${name}`, bytes: Buffer.from(line) })),
    ];
  });
}

/** Which of them are in the bytes, in any of their spellings: `made key, as hex`. */
export function canariesIn(haystack: Uint8Array | string, canaries: readonly Canary[]): string[] {
  const bytes = Buffer.from(haystack);
  return canaries.flatMap(({ name, bytes: secret }) => {
    const found = spellingsOf(secret).filter(([, spelling]) => bytes.includes(spelling));
    return found.map(([as]) => `${name}, ${as}`);
  });
}

type Spelling = readonly [as: string, spelling: Buffer | string];
const memory = new WeakMap<Buffer, readonly Spelling[]>();

/** Each once, though two kinds may come to the same. */
function spellingsOf(secret: Buffer): readonly Spelling[] {
  const known = memory.get(secret);
  if (known) return known;
  const text = secret.toString();
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text);
  const base64 = [0, 1, 2].map((before) => base64Behind(secret, before));
  const all: Spelling[] = [
    ["as it is", secret],
    ["as JSON", json],
    [
      "as JSON in ASCII",
      json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    ],
    ["as a part of a URL", url],
    ["as a part of a URL, in lower case", url.replace(/%../g, (byte) => byte.toLowerCase())],
    ["as a form's field", url.replaceAll("%20", "+")],
    ["as hex", secret.toString("hex")],
    ["as HEX", secret.toString("hex").toUpperCase()],
    ...base64.map((spelling): Spelling => ["as base64", spelling]),
    ...base64.map((spelling): Spelling => ["as base64url", spelling.replaceAll("+", "-").replaceAll("/", "_")]),
  ];
  const spellings = all.filter(([, own], index) => {
    return all.findIndex(([, other]) => Buffer.from(other).equals(Buffer.from(own))) === index;
  });
  memory.set(secret, spellings);
  return spellings;
}

/** What it looks like in base64 where so many bytes are before it, without the characters that others have a part in. */
function base64Behind(secret: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
}
