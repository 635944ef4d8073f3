import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SecureVersion } from "node:tls";
import type { Config } from "../../src/config/schema.ts";
import { startDnsServer } from "../delivery/dns-server.ts";
import { makeCertificates } from "../support/certificates.ts";
import { startChild } from "../support/child.ts";
import { startEgressProxy } from "../support/egress-proxy.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { type Appliance, CONFIG, EXECUTABLE, startAppliance } from "./appliance.ts";

setDefaultTimeout(60_000);

const certificates = makeCertificates();
const server = certificates.issue("hooks.test");
const ACCOUNT = "acc_e2e";

/** A certificate as the API takes it. */
function given(name: string) {
  const { cert, key } = certificates.issue(name);
  return { certificate: cert, private_key: key };
}

/** Where only those may post who have a certificate of the authority. */
function startAskingReceiver(version: SecureVersion): Promise<Receiver> {
  const known = { requestCert: true, rejectUnauthorized: true, ca: certificates.authority };
  return startReceiver({ tls: { ...server, ...known, minVersion: version, maxVersion: version } });
}

/** The appliance with the authority's certificate and a client's in its folder. */
function start(config: { network?: Partial<Config["network"]>; webhooks?: Config["webhooks"] }): Promise<Appliance> {
  const network = { allow: ["127.0.0.1/32"], caFile: "ca.pem", ...config.network };
  const delivery = { retries: [], onExhausted: "fail-delivery" as const };
  return startAppliance({ ...config, network, delivery }, (command, folder) => {
    const { cert, key } = certificates.issue("ci.test");
    const files = { "ca.pem": certificates.authority, "client.pem": cert, "client.key": key };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return command;
  });
}

async function register(appliance: Appliance, url: string, client_certificate: unknown): Promise<string> {
  const { status, body } = await appliance.post<{ id: string }>("/v2/webhooks", {
    ...{ url, events: ["*"], client_certificate },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

/** What the one attempt of a test event came to. */
async function attempt(appliance: Appliance, id: string): Promise<unknown> {
  const { body } = await appliance.post<{ attempts: { error: string | null }[] }>(`/v2/webhooks/${id}/test`, {});
  return body.attempts[0]?.error;
}

const callers = ({ requests }: Receiver) => requests.map(({ caller }) => caller);

test("each webhook is known to the endpoint by its own certificate, over kills, restarts, changes and another encryption key", async () => {
  await using receiver = await startAskingReceiver("TLSv1.3");
  await using dns = await startDnsServer();
  dns.say("A hooks.test", { addresses: ["127.0.0.1"] });
  const url = `https://hooks.test:${receiver.port}/`;
  const clientCertificate = { certificateFile: "client.pem", privateKeyFile: "./client.key" };
  const configured = { id: "wh_ci", account: ACCOUNT, url, events: ["*"], secret: "of-the-file", clientCertificate };
  await using appliance = await start({ network: { dnsServers: [dns.address] }, webhooks: [configured] });
  const acme = await register(appliance, url, given("acme.test"));
  const bolt = await register(appliance, url, given("bolt.test"));
  await appliance.events([{}, {}]);
  await appliance.recorded("delivered", 6);
  const twice = (...names: string[]) => [...names, ...names].sort();
  expect(callers(receiver).toSorted()).toEqual(twice("acme.test", "bolt.test", "ci.test"));

  await appliance.kill9();
  await appliance.restart();
  expect(await attempt(appliance, acme)).toBeNull();
  await appliance.patch(`/v2/webhooks/${acme}`, { client_certificate: given("renewed.test") });
  for (const id of [acme, bolt, "wh_ci"]) expect(await attempt(appliance, id)).toBeNull();
  expect(callers(receiver).slice(6)).toEqual(["acme.test", "renewed.test", "bolt.test", "ci.test"]);
  await appliance.patch(`/v2/webhooks/${bolt}`, { client_certificate: null });
  expect(await attempt(appliance, bolt)).toBe("tls");

  expect(await appliance.terminate()).toBe(0);
  const rotation = [EXECUTABLE, "rotate-encryption-key", "--config", CONFIG, "--data", "data"];
  await using rotated = startChild(rotation, { folder: appliance.folder });
  expect((await rotated.ended).code).toBe(0);
  await appliance.restart();
  expect(await attempt(appliance, acme)).toBeNull();
  expect(callers(receiver).slice(10)).toEqual(["renewed.test"]);
});

test("it is shown through a proxy's tunnel too, over TLS 1.2", async () => {
  await using receiver = await startAskingReceiver("TLSv1.2");
  await using proxy = await startEgressProxy(() => receiver);
  await using appliance = await start({ network: { proxy: `http://127.0.0.1:${proxy.port}` } });
  const acme = await register(appliance, "https://hooks.test/", given("acme.test"));
  const nobody = await register(appliance, "https://hooks.test/", null);
  for (const [id, error] of [
    [acme, null],
    [nobody, "tls"],
    [acme, null],
  ] as const) {
    expect(await attempt(appliance, id)).toBe(error);
  }
  expect(receiver.requests.map(({ caller, connection }) => [caller, connection])).toEqual(
    Array(2).fill(["acme.test", 1]),
  );
});
