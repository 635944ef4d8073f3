import { expect, test } from "bun:test";
import type { ConfiguredWebhook } from "../../src/actions/configured.ts";
import { deleteWebhook } from "../../src/actions/delete-webhook.ts";
import { registerWebhook } from "../../src/actions/register-webhook.ts";
import { rotateSecret } from "../../src/actions/rotate-secret.ts";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { answered, delivered } from "../support/engine.ts";
import { refusalOf, setup as setupEngine, URL } from "./setup.ts";

const CI: ConfiguredWebhook = {
  id: "wh_ci",
  account: "acc_test",
  url: URL,
  events: ["*"],
  secret: "from the file",
  description: null,
  clientCertificate: null,
};

/** With the account of the tests in the configuration. */
async function setup() {
  const engine = await setupEngine();
  const accounts = [{ id: "acc_test", name: null, apiKeys: [] }];
  return { ...engine, declare: (...webhooks: ConfiguredWebhook[]) => engine.reconcile({ accounts, webhooks }) };
}

test("a webhook of the configuration is made, and gets events", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  expect((await engine.find("wh_ci")).webhook).toMatchObject({
    accountId: "acc_test",
    url: URL,
    events: ["*"],
    secret: "from the file",
    enabled: true,
    managedBy: "config",
  });
  await engine.post();
  await engine.clock.rest();
  expect(engine.attemptedAt(URL)).toEqual([0]);
});

test("a start that changes nothing leaves the webhook as it is", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  const before = await engine.find("wh_ci");
  await engine.clock.advance(1000);
  await engine.declare(CI);
  expect(await engine.find("wh_ci")).toEqual(before);
});

test("what changed in the file is changed, and the webhook keeps its deliveries", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  await engine.post();
  await engine.clock.advance(1000);
  const moved = { ...CI, url: "http://b.test/", events: ["task.created"], secret: "another", description: "CI" };
  await engine.declare(moved);
  const { webhook, counts } = await engine.find("wh_ci");
  const { url, events, secret, description } = moved;
  expect(webhook).toMatchObject({ url, events, secret, description, updatedAt: engine.clock.now() });
  expect(counts.delivered).toBe(1);
  await engine.post();
  await engine.clock.rest();
  expect(engine.sent.map((sent) => sent.url)).toEqual([URL, "http://b.test/"]);
});

test("a certificate in the file is set, changed and taken away as the file says, and else left alone", async () => {
  await using engine = await setup();
  const certificate = (chain: string) => ({
    ...{ chain, privateKey: `key of ${chain}`, subject: "CN=ci", issuer: "CN=ca" },
    ...{ expiresAt: 1, fingerprint: "ab".repeat(32) },
  });
  await engine.declare({ ...CI, clientCertificate: certificate("one") });
  const first = await engine.find("wh_ci");
  expect(first.webhook.clientCertificate).toEqual(certificate("one"));
  await engine.clock.advance(1000);
  await engine.declare({ ...CI, clientCertificate: certificate("one") });
  expect(await engine.find("wh_ci")).toEqual(first);
  await engine.declare({ ...CI, clientCertificate: certificate("two") });
  expect((await engine.find("wh_ci")).webhook.clientCertificate).toEqual(certificate("two"));
  await engine.declare(CI);
  expect((await engine.find("wh_ci")).webhook.clientCertificate).toBeNull();
});

test("a secret that changed in the file takes over at once", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  await engine.declare({ ...CI, secret: "another" });
  await engine.post();
  await engine.clock.rest();
  expect(engine.sent[0]?.headers["webhook-signature"]).not.toContain(" ");
});

test("a webhook that is gone from the file is deleted, and those of the API stay", async () => {
  await using engine = await setup();
  const { webhook } = await engine.webhook("http://b.test/");
  await engine.declare(CI);
  await engine.declare();
  expect(await refusalOf(engine.find("wh_ci"))).toBe("not_found");
  expect((await engine.find(webhook.id)).webhook.url).toBe("http://b.test/");
  await engine.post();
  await engine.clock.rest();
  expect(engine.sent.map((sent) => sent.url)).toEqual(["http://b.test/"]);
});

test("a webhook may move to another account", async () => {
  await using engine = await setup();
  const accounts = ["acc_test", "acc_b"].map((id) => ({ id, name: null, apiKeys: [] }));
  await engine.reconcile({ accounts, webhooks: [CI] });
  await engine.reconcile({ accounts, webhooks: [{ ...CI, account: "acc_b" }] });
  expect((await engine.find("wh_ci")).webhook.accountId).toBe("acc_b");
  await engine.post();
  await engine.clock.rest();
  expect(engine.sent).toEqual([]);
});

test("whether it is enabled is the API's to say, and lasts over starts", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  await updateWebhook(engine.context, await engine.find("wh_ci"), { enabled: false });
  await engine.declare(CI);
  expect((await engine.find("wh_ci")).webhook.enabled).toBe(false);
  await engine.declare({ ...CI, description: "changed" });
  expect((await engine.find("wh_ci")).webhook).toMatchObject({ enabled: false, description: "changed" });
});

test("a failed one stays failed over starts, until the API enables it", async () => {
  await using engine = await setup();
  engine.behave(URL, answered(410), delivered);
  await engine.declare(CI);
  await engine.post();
  await engine.clock.rest();
  await engine.declare(CI);
  expect((await engine.find("wh_ci")).webhook).toMatchObject({ enabled: true, failureReason: "gone" });
  await engine.post();
  const revived = await updateWebhook(engine.context, await engine.find("wh_ci"), { enabled: true });
  expect(revived.webhook).toMatchObject({ enabled: true, failedAt: null, failureReason: null });
  await engine.clock.rest();
  expect(engine.attemptedAt(URL).length).toBe(2);
});

test("everything else of it is the file's to say", async () => {
  await using engine = await setup();
  const { context } = engine;
  await engine.declare(CI);
  const record = await engine.find("wh_ci");
  for (const change of [
    { url: URL },
    { events: ["*"] },
    { secret: "mine" },
    { description: null },
    { clientCertificate: null },
    { enabled: true, url: URL },
  ]) {
    expect(await refusalOf(updateWebhook(context, record, change))).toBe("managed_by_config");
  }
  expect(await refusalOf(rotateSecret(context, record, { overlapSeconds: 60 }))).toBe("managed_by_config");
  expect(await refusalOf(deleteWebhook(context, record))).toBe("managed_by_config");
  expect((await engine.find("wh_ci")).webhook).toEqual(record.webhook);
});

test("webhooks of the configuration count towards the account's limit", async () => {
  await using engine = await setup();
  await engine.declare(CI, { ...CI, id: "wh_two" });
  const context = { ...engine.context, limits: { ...engine.context.limits, webhooksPerAccount: 3 } };
  const input = { url: URL, events: ["*"] };
  await registerWebhook(context, engine.account, input);
  expect(await refusalOf(registerWebhook(context, engine.account, input))).toBe("webhook_limit_reached");
});

test("a webhook that was gone from the file and comes back is a new one", async () => {
  await using engine = await setup();
  await engine.declare(CI);
  await engine.post();
  await engine.clock.rest();
  await engine.declare();
  await engine.declare(CI);
  const { webhook, counts } = await engine.find("wh_ci");
  expect([counts.delivered, await engine.deliveries(webhook)]).toEqual([0, []]);
});
