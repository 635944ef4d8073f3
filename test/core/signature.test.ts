import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { newSecret, standardSignature, taskflowSignature } from "../../src/core/signature.ts";
import { runs } from "../support/runs.ts";

test("the signature is that of a known case", () => {
  // RFC 4231, test case 2.
  expect(taskflowSignature("Jefe").over("what do ya want for nothing?").value()).toBe(
    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

test("any body and secret are signed over their UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ minLength: 1 }), (body, secret) => {
      const mac = createHmac("sha256", Buffer.from(secret, "utf8")).update(Buffer.from(body, "utf8")).digest("hex");
      expect(taskflowSignature(secret).over(body).value()).toBe(`sha256=${mac}`);
    }),
    runs(100),
  );
});

test("a made secret is one that the Standard Webhooks library takes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), (random, body) => {
      const secret = newSecret(random);
      const seconds = Math.floor(Date.now() / 1000);
      const headers = {
        "webhook-id": "del_1",
        "webhook-timestamp": String(seconds),
        "webhook-signature": standardSignature(secret, "del_1", seconds).over(body).value(),
      };
      const library = new Webhook(secret);
      expect(() => library.verify(JSON.stringify(body), headers)).toThrow();
      expect(library.sign("del_1", new Date(seconds * 1000), body)).toBe(headers["webhook-signature"]);
    }),
    runs(30),
  );
});

test("a secret without the prefix, or with one that is no base64, is used as its UTF-8 bytes", () => {
  for (const secret of ["plain", "whsec_", "whsec_not base64!", "whsec_abc"]) {
    const mac = createHmac("sha256", secret).update("del_1.5.{}").digest("base64");
    expect(standardSignature(secret, "del_1", 5).over("{}").value()).toBe(`v1,${mac}`);
  }
});

test("the Standard Webhooks signature of any secret and body is that of node:crypto", () => {
  const base64 = fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString("base64"));
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  const any = fc.oneof(
    text.map((secret) => ({ secret, key: Buffer.from(secret) })),
    base64.map((encoded) => ({ secret: `whsec_${encoded}`, key: Buffer.from(atob(encoded), "latin1") })),
    fc.tuple(base64, fc.constantFrom("=", "!", "-", "\n", " ", "é")).map(([encoded, letter]) => {
      const secret = `whsec_${encoded.replace(/=/g, "")}${letter}====`;
      return { secret, key: Buffer.from(secret) };
    }),
  );
  fc.assert(
    fc.property(any, text, fc.nat(), fc.string({ unit: "binary" }), ({ secret, key }, id, seconds, body) => {
      const mac = createHmac("sha256", key)
        .update(Buffer.from(`${id}.${seconds}.${body}`))
        .digest("base64");
      expect(standardSignature(secret, id, seconds).over(body).value()).toBe(`v1,${mac}`);
    }),
    runs(300),
  );
});
