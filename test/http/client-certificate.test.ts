import { expect, setDefaultTimeout, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { makeCertificates } from "../support/certificates.ts";
import { setup, URL } from "./setup.ts";

setDefaultTimeout(30_000);

const certificates = makeCertificates();
const { cert, key } = certificates.issue("acme.test");
const OWN = { certificate: cert, private_key: key };
const { fingerprint256, validTo } = new X509Certificate(cert);
const SHOWN = {
  subject: "CN=acme.test",
  issuer: "CN=Test CA",
  expires_at: new Date(validTo).toISOString(),
  fingerprint_sha256: fingerprint256.replaceAll(":", "").toLowerCase(),
};

test("a webhook's certificate is shown by its names, its end and its fingerprint, and its key never", async () => {
  await using api = await setup();
  const created = await api.post("/v2/webhooks", { url: URL, events: ["*"], client_certificate: OWN });
  expect([created.status, created.body.client_certificate]).toEqual([201, SHOWN]);
  const path = `/v2/webhooks/${created.body.id}`;
  const answers = [
    created,
    await api.get(path),
    await api.get("/v2/webhooks"),
    await api.patch(path, { events: ["*"] }),
  ];
  expect(answers[2]?.body.data[0].client_certificate).toEqual(SHOWN);
  for (const { text } of answers) expect(text).not.toContain(key.split("\n")[1]);
});

test("it is none where none is given, is changed, stays with other changes, and is taken away with null", async () => {
  await using api = await setup();
  const { id, client_certificate: atFirst } = await api.webhook();
  expect(atFirst).toBeNull();
  expect((await api.webhook({ client_certificate: null })).client_certificate).toBeNull();
  const change = async (body: unknown) => {
    const { status, body: after } = await api.patch(`/v2/webhooks/${id}`, body);
    return [status, after.client_certificate?.subject];
  };
  expect(await change({ client_certificate: OWN })).toEqual([200, "CN=acme.test"]);
  expect(await change({ description: "changed", url: `${URL}/2` })).toEqual([200, "CN=acme.test"]);
  const renewed = certificates.issue("renewed.test");
  const given = { certificate: renewed.cert, private_key: renewed.key };
  expect(await change({ client_certificate: given })).toEqual([200, "CN=renewed.test"]);
  expect(await change({ client_certificate: null })).toEqual([200, undefined]);
});

const other = certificates.issue("other.test");
const old = certificates.issue("acme.test", -1);
// The clock of these tests stands in 2024: only what had expired then has.
const FIELD = "/client_certificate";

test.each<[what: string, given: unknown, path: string, message: string]>([
  ["a text", "PEM", FIELD, "an object or null"],
  ["a list", [OWN], FIELD, "an object"],
  ["no key", { certificate: cert }, `${FIELD}/private_key`, "required"],
  ["no certificate", { private_key: key }, `${FIELD}/certificate`, "required"],
  ["an empty key", { ...OWN, private_key: "" }, `${FIELD}/private_key`, "must not be empty"],
  ["a number", { ...OWN, private_key: 5 }, `${FIELD}/private_key`, "a string"],
  ["a long key", { ...OWN, private_key: key.repeat(50) }, `${FIELD}/private_key`, "at most 8192"],
  ["a long certificate", { ...OWN, certificate: cert.repeat(60) }, `${FIELD}/certificate`, "at most 24576"],
  ["a field that is nearly known", { ...OWN, private_kye: key }, `${FIELD}/private_kye`, '"private_key"'],
  ["a field that is not known", { ...OWN, [key]: 1 }, FIELD, "certificate, private_key"],
  ["text that is no certificate", { ...OWN, certificate: key }, `${FIELD}/certificate`, "private key in this"],
  ["the key of another one", { ...OWN, private_key: other.key }, `${FIELD}/private_key`, "not the key of"],
])("%s is refused by its field, at registration and later", async (_, given, path, message) => {
  await using api = await setup();
  const { id } = await api.webhook();
  for (const { status, body, text } of [
    await api.post("/v2/webhooks", { url: URL, events: ["*"], client_certificate: given }),
    await api.patch(`/v2/webhooks/${id}`, { client_certificate: given }),
  ]) {
    const fault = { path, message: expect.stringContaining(message) };
    expect([status, body.code, body.errors]).toEqual([422, "validation_failed", [fault]]);
    for (const pem of [cert, key, other.key]) expect(text).not.toContain(pem.split("\n")[1]);
  }
  expect((await api.get(`/v2/webhooks/${id}`)).body.client_certificate).toBeNull();
});

test("one that has expired is refused, and that of before stays", async () => {
  await using api = await setup();
  const { id } = await api.webhook({ client_certificate: OWN });
  api.engine.clock.setWall(new Date(validTo).getTime());
  const given = { certificate: old.cert, private_key: old.key };
  for (const sent of [given, OWN]) {
    const { status, body } = await api.patch(`/v2/webhooks/${id}`, { client_certificate: sent });
    expect([status, body.errors[0]]).toEqual([
      422,
      { path: `${FIELD}/certificate`, message: expect.stringContaining("expired") },
    ]);
  }
  // What is there already may be kept, whatever else is changed.
  const { status, body } = await api.patch(`/v2/webhooks/${id}`, { enabled: true });
  expect([status, body.client_certificate]).toEqual([200, SHOWN]);
});

test("over http there is none, whichever of the two comes last", async () => {
  await using api = await setup({ allowHttp: true });
  const http = "http://hooks.example.com/in";
  const refused = async (answer: Promise<{ status: number; body: { errors: { path: string }[] } }>) => {
    const { status, body } = await answer;
    return [status, body.errors[0]?.path];
  };
  const made = api.post("/v2/webhooks", { url: http, events: ["*"], client_certificate: OWN });
  expect(await refused(made)).toEqual([422, FIELD]);
  const plain = await api.webhook({ url: http });
  expect(await refused(api.patch(`/v2/webhooks/${plain.id}`, { client_certificate: OWN }))).toEqual([422, FIELD]);
  const secure = await api.webhook({ client_certificate: OWN });
  expect(await refused(api.patch(`/v2/webhooks/${secure.id}`, { url: http }))).toEqual([422, "/url"]);
  const both = await api.patch(`/v2/webhooks/${secure.id}`, { url: http, client_certificate: null });
  expect([both.status, both.body.url, both.body.client_certificate]).toEqual([200, http, null]);
});
