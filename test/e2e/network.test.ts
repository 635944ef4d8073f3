import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../src/config/schema.ts";
import { startDnsServer } from "../delivery/dns-server.ts";
import { type Certificates, makeCertificates } from "../support/certificates.ts";
import { startEgressProxy } from "../support/egress-proxy.ts";
import { startReceiver } from "../support/receiver.ts";
import { startTcpServer } from "../support/tcp-server.ts";
import { type Appliance, startAppliance } from "./appliance.ts";

setDefaultTimeout(60_000);

interface Circumstances {
  readonly network?: Partial<Config["network"]>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Their authority is in `corp-ca.pem`. */
  readonly certificates?: Certificates;
}

/** The appliance with an environment, that may post to 127.0.0.1. */
function start({ network, environment = {}, certificates }: Circumstances): Promise<Appliance> {
  const config = {
    network: { allowHttp: true, allow: ["127.0.0.1/32"], ...network },
    delivery: { retries: [], onExhausted: "fail-delivery" as const },
  };
  return startAppliance(config, (command, folder) => {
    if (certificates) writeFileSync(join(folder, "corp-ca.pem"), certificates.authority);
    return ["env", ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...command];
  });
}

/** How the one attempt of a test event to the webhook ended. */
async function attempt(appliance: Appliance, url: string): Promise<readonly [number | null, string | null]> {
  const { id } = await appliance.webhook(url);
  const { body } = await appliance.post<{ attempts: { status_code: number | null; error: string | null }[] }>(
    `/v2/webhooks/${id}/test`,
    {},
  );
  return [body.attempts[0]?.status_code ?? null, body.attempts[0]?.error ?? null];
}

test("names are asked of network.dnsServers, and authorities of network.caFile are trusted", async () => {
  const certificates = makeCertificates();
  await using dns = await startDnsServer();
  await using receiver = await startReceiver({ tls: certificates.issue("hooks.corp.test") });
  dns.say("A hooks.corp.test", { addresses: ["127.0.0.1"] });
  dns.say("A inside.corp.test", { addresses: ["127.0.0.2"] });
  const network = { dnsServers: [dns.address] };
  const at = (name: string) => `https://${name}:${receiver.port}/`;

  await using trusting = await start({ network: { ...network, caFile: "./corp-ca.pem" }, certificates });
  expect(await attempt(trusting, at("hooks.corp.test"))).toEqual([200, null]);
  expect(await attempt(trusting, at("inside.corp.test"))).toEqual([null, "blocked_address"]);
  expect(await attempt(trusting, at("nowhere.corp.test"))).toEqual([null, "dns"]);
  await using other = await start({ network, certificates });
  expect(await attempt(other, at("hooks.corp.test"))).toEqual([null, "tls"]);
  expect(receiver.requests).toHaveLength(1);
});

test("the variables that other programs take a proxy from are not obeyed", async () => {
  const certificates = makeCertificates();
  await using proxy = await startTcpServer((socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  await using plain = await startReceiver();
  await using secure = await startReceiver({ tls: certificates.issue("127.0.0.1") });
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  const environment = Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${proxy.port}`]));
  await using appliance = await start({ environment, certificates, network: { caFile: "corp-ca.pem" } });
  for (const { url } of [plain, secure]) expect(await attempt(appliance, url)).toEqual([200, null]);
  expect(proxy.connections).toBe(0);
});

test("with network.proxy all attempts go through it, and its credentials are seen nowhere else", async () => {
  const certificates = makeCertificates();
  await using plain = await startReceiver();
  await using secure = await startReceiver({ tls: certificates.issue("secure.test") });
  await using proxy = await startEgressProxy((authority) => {
    if (authority === "plain.test:80") return plain;
    return authority === "secure.test:443" ? secure : "HTTP/1.1 407 Request rejected by proxy\r\n\r\n";
  });
  const url = `http://hooks:hunter2-and-more@127.0.0.1:${proxy.port}`;
  const network = { proxy: url, caFile: "corp-ca.pem", allow: [] };
  await using appliance = await start({ network, certificates, environment: { TASKFLOW_HOOKS_LOG_LEVEL: "trace" } });
  expect(await attempt(appliance, "http://plain.test/")).toEqual([200, null]);
  expect(await attempt(appliance, "https://secure.test/")).toEqual([200, null]);
  expect(await attempt(appliance, "https://inside.test/")).toEqual([null, "blocked_address"]);
  const authorization = `Basic ${Buffer.from("hooks:hunter2-and-more").toString("base64")}`;
  expect(proxy.requests.map(({ headers }) => headers["proxy-authorization"])).toEqual(Array(3).fill(authorization));

  const { body } = await appliance.get("/v2/webhooks");
  const seen = [appliance.said, body, plain.requests, secure.requests].map((what) => JSON.stringify(what)).join();
  for (const secret of ["hunter2", authorization.slice(6)]) expect(seen).not.toContain(secret);
});

test("authorities that variables name are not trusted", async () => {
  const certificates = makeCertificates();
  await using dns = await startDnsServer();
  dns.say("A hooks.test", { addresses: ["127.0.0.1"] });
  await using receiver = await startReceiver({ tls: certificates.issue("hooks.test") });
  for (const name of ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
    const environment = { [name]: "corp-ca.pem", NODE_USE_SYSTEM_CA: "1" };
    await using appliance = await start({ environment, network: { dnsServers: [dns.address] }, certificates });
    expect(await attempt(appliance, `https://hooks.test:${receiver.port}/`)).toEqual([null, "tls"]);
  }
});

test("no variable turns the check of certificates off", async () => {
  const certificates = makeCertificates();
  await using dns = await startDnsServer();
  dns.say("A hooks.test", { addresses: ["127.0.0.1"] });
  const environment = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const network = { dnsServers: [dns.address], caFile: "corp-ca.pem" };
  await using appliance = await start({ environment, network, certificates });
  for (const tls of [makeCertificates().issue("hooks.test"), certificates.issue("other.test")]) {
    await using receiver = await startReceiver({ tls });
    expect(await attempt(appliance, `https://hooks.test:${receiver.port}/`)).toEqual([null, "tls"]);
    expect(receiver.requests).toHaveLength(0);
  }
});
