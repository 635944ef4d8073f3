import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "../support/certificates.ts";
import { answer, type ReceivedRequest, type Reply, startReceiver } from "../support/receiver.ts";
import { CONFIG, startAppliance } from "./appliance.ts";
import { createWitness } from "./witness.ts";

/** A canary for a secret that may be any text. */
export const random = () => randomBytes(24).toString("base64url");
const whsec = () => `whsec_${randomBytes(32).toString("base64")}`;

export const ACCOUNT = "acc_leaks";
export const KEYS = {
  account: `tfk_${random()}`,
  operator: `tfo_${random()}`,
  odd: `odd"'<&>%22\\${random()}`,
} as const;

/** What endpoints do, by the path they are at: those that say what they were sent, and all ways to fail. */
const ENDPOINTS: Readonly<Record<string, (request: ReceivedRequest) => Reply>> = {
  "/echo": ({ headers, body }) => answer(200, JSON.stringify({ headers, body }), { "x-echo": JSON.stringify(headers) }),
  "/echo-fails": ({ headers, body }) => answer(500, `${JSON.stringify(headers)}\n${body}`),
  "/gone": () => answer(410, "gone"),
  "/redirect": ({ headers }) => answer(302, "", { location: `/echo?${headers["x-taskflow-signature"]}` }),
  "/garbage": () => "this is no HTTP\r\n\r\n",
  "/cut": () => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
  "/reset": () => "close",
  "/hang": () => "hang",
};

/** An appliance that knows secrets and keys of its configuration, logs all it can, and has endpoints of every kind. */
export async function startFullOfSecrets() {
  const receiver = await startReceiver();
  receiver.reply((request: ReceivedRequest) => ENDPOINTS[request.path]?.(request) ?? answer(404));
  const unknownToAll = await startReceiver({ tls: makeCertificates().issue("127.0.0.1") });
  const at = (path: string) => new URL(path, receiver.url).href;
  const secret = whsec();
  const encryptionKey = randomBytes(32).toString("base64");
  const config = {
    storage: { encryptionKey },
    accounts: [{ id: ACCOUNT, apiKeys: [KEYS.account, KEYS.odd] }],
    operatorKeys: [KEYS.operator],
    webhooks: [{ id: "wh_configured", account: ACCOUNT, url: at("/echo"), events: ["*"], secret }],
    network: { allowHttp: true, allow: ["127.0.0.0/8"] },
    delivery: { retries: [], timeout: "500ms", onExhausted: "fail-delivery" as const },
    limits: { apiRequestsPerMinute: 1_000_000, failedAuthenticationsPerMinute: 1_000_000, webhooksPerAccount: 100 },
    server: { trustedProxies: ["127.0.0.0/8"] },
    log: { level: "trace", format: "json" } as const,
  };
  const appliance = await startAppliance(config);
  const witness = createWitness(appliance);
  witness.knows("the secret of the configuration", secret);
  witness.knows("the encryption key of the configuration", encryptionKey);
  for (const [name, key] of Object.entries(KEYS)) witness.knows(`the ${name} key of the configuration`, key);
  return {
    ...witness,
    appliance,
    receiver,
    /** URLs of endpoints that ask for nothing but a webhook, and of one that nobody vouches for. */
    urls: [...Object.keys(ENDPOINTS).map(at), unknownToAll.url],
    /** From the next start on. */
    logsAt(log: { level: "debug"; format: "pretty" }) {
      writeFileSync(join(appliance.folder, CONFIG), JSON.stringify({ ...config, log }));
    },
    async [Symbol.asyncDispose]() {
      await appliance[Symbol.asyncDispose]();
      await receiver.close();
      await unknownToAll.close();
    },
  };
}
export type FullOfSecrets = Awaited<ReturnType<typeof startFullOfSecrets>>;

/** A webhook with a secret that was made for every endpoint, and some whose secrets or certificates are given, changed or rotated. */
export async function registerAll({ ask, askFor, knows, urls }: FullOfSecrets): Promise<readonly string[]> {
  const key = KEYS.account;
  const given = { plain: `gïven "${random()}" & <b>`, standard: whsec(), patched: random() };
  for (const [name, secret] of Object.entries(given)) knows(`the ${name} secret that was given`, secret);
  const certificate = (name: string) => {
    const { cert, key: privateKey } = makeCertificates().issue(`${name}.test`);
    knows(`the ${name} certificate's key`, privateKey.trim());
    return { certificate: cert, private_key: privateKey };
  };
  const ids: string[] = [];
  for (const url of urls) {
    const own = url.startsWith("https:") ? certificate("registered") : null;
    const asked = { key, body: { url, events: ["*"], client_certificate: own } };
    ids.push((await askFor(`the secret made for ${url}`, "secret", "/v2/webhooks", asked)).body.id);
  }
  const [echo, second, third] = ids;
  const encrypted = ids.at(-1);
  const asked = { key, body: { url: urls[0], events: ["*"], secret: given.plain } };
  ids.push((await ask("POST", "/v2/webhooks", asked)).body.id);
  await askFor("a rotated secret", "secret", `/v2/webhooks/${echo}/rotate-secret`, { key });
  await ask("POST", `/v2/webhooks/${second}/rotate-secret`, { key, body: { secret: given.standard } });
  await ask("PATCH", `/v2/webhooks/${third}`, { key, body: { secret: given.patched } });
  await ask("PATCH", `/v2/webhooks/${encrypted}`, { key, body: { client_certificate: certificate("renewed") } });
  return ids;
}

/** A key that works, and one that was revoked. */
export async function makeKeys({ ask, askFor }: FullOfSecrets): Promise<void> {
  const asked = { key: KEYS.operator, body: { name: "made" } };
  const path = `/v2/accounts/${ACCOUNT}/keys`;
  await askFor("a made key", "key", path, asked);
  const { body } = await askFor("a revoked key", "key", path, asked);
  const used = { key: body.key };
  const worked = await ask("GET", "/v2/stats", used);
  const revoked = await ask("DELETE", `${path}/${body.id}`, asked);
  const refused = await ask("GET", "/v2/stats", used);
  const statuses = [worked, revoked, refused].map(({ status }) => status).join();
  if (statuses !== "200,204,401") throw new Error(`Using a key, revoking it and using it came to ${statuses}.`);
}
