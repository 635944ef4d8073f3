import { expect, test } from "bun:test";
import { Webhook } from "standardwebhooks";
import { rotateSecret } from "../../src/actions/rotate-secret.ts";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { taskflowSignature } from "../../src/core/signature.ts";
import { HOUR, MINUTE } from "../../src/core/time.ts";
import { delivered, refused, type SentAttempt } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(32, "-")).toString("base64")}`;
const OLD = secretOf("old");
const NEW = secretOf("new");

/** What the Standard Webhooks library makes of the request with this secret. */
function standard(secret: string, { headers, body }: SentAttempt): string {
  const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
  return new Webhook(secret).sign(headers["webhook-id"] ?? "", at, body);
}

/** A webhook with the old secret, and the request of an event for it. */
async function signed() {
  const engine = await setup();
  const record = await engine.webhook(URL, { secret: OLD });
  async function next(): Promise<SentAttempt> {
    await engine.post();
    await engine.clock.rest();
    const last = engine.sent.at(-1);
    if (!last) throw new Error("Nothing was sent.");
    return last;
  }
  return { ...engine, record, next };
}

test("before a rotation there is one signature of each kind", async () => {
  await using engine = await signed();
  const sent = await engine.next();
  expect(sent.headers["x-taskflow-signature"]).toBe(taskflowSignature(OLD).over(sent.body).value());
  expect(sent.headers["webhook-signature"]).toBe(standard(OLD, sent));
});

test("after it X-TaskFlow-Signature is the new one alone, and webhook-signature holds both until the overlap ends", async () => {
  await using engine = await signed();
  const { previousSecretExpiresAt } = await rotateSecret(engine.context, engine.record, {
    secret: NEW,
    overlapSeconds: 60,
  });
  expect(previousSecretExpiresAt).toBe(engine.clock.now() + MINUTE);
  await engine.clock.advance(MINUTE - 1);
  const during = await engine.next();
  expect(during.headers["x-taskflow-signature"]).toBe(taskflowSignature(NEW).over(during.body).value());
  expect(during.headers["webhook-signature"]).toBe(`${standard(NEW, during)} ${standard(OLD, during)}`);
  await engine.clock.advance(1);
  const after = await engine.next();
  expect(after.headers["webhook-signature"]).toBe(standard(NEW, after));
});

test("a retry that waits is signed anew, with both", async () => {
  await using engine = await signed();
  engine.behave(URL, refused(), delivered);
  await engine.next();
  await rotateSecret(engine.context, engine.record, { secret: NEW, overlapSeconds: 86_400 });
  await engine.clock.advance(5_000);
  const retry = engine.sent[1];
  if (!retry) throw new Error("There was no retry.");
  expect(retry.headers["x-taskflow-signature"]).toBe(taskflowSignature(NEW).over(retry.body).value());
  expect(retry.headers["webhook-signature"]).toBe(`${standard(NEW, retry)} ${standard(OLD, retry)}`);
});

test("without an overlap the secret before is gone at once", async () => {
  await using engine = await signed();
  await rotateSecret(engine.context, engine.record, { secret: NEW, overlapSeconds: 0 });
  const sent = await engine.next();
  expect(sent.headers["webhook-signature"]).toBe(standard(NEW, sent));
});

test("one previous secret is kept: the last", async () => {
  await using engine = await signed();
  const third = secretOf("third");
  await rotateSecret(engine.context, engine.record, { secret: NEW, overlapSeconds: 3600 });
  await rotateSecret(engine.context, await engine.find(engine.record.webhook.id), {
    secret: third,
    overlapSeconds: 3600,
  });
  const sent = await engine.next();
  expect(sent.headers["webhook-signature"]).toBe(`${standard(third, sent)} ${standard(NEW, sent)}`);
});

test("a secret that is set by PATCH takes over at once, and ends an overlap", async () => {
  await using engine = await signed();
  await rotateSecret(engine.context, engine.record, { secret: secretOf("third"), overlapSeconds: 3600 });
  await updateWebhook(engine.context, await engine.find(engine.record.webhook.id), { secret: NEW });
  const sent = await engine.next();
  expect(sent.headers["x-taskflow-signature"]).toBe(taskflowSignature(NEW).over(sent.body).value());
  expect(sent.headers["webhook-signature"]).toBe(standard(NEW, sent));
});

test("a secret is made and told when none was given", async () => {
  await using engine = await signed();
  const { secret } = await rotateSecret(engine.context, engine.record, { overlapSeconds: HOUR / 1000 });
  if (secret === undefined) throw new Error("No secret was told.");
  const sent = await engine.next();
  expect(sent.headers["webhook-signature"]).toBe(`${standard(secret, sent)} ${standard(OLD, sent)}`);
  const own = await rotateSecret(engine.context, engine.record, { secret: NEW, overlapSeconds: 60 });
  expect(own.secret).toBeUndefined();
});
