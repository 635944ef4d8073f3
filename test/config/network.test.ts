import { expect, test } from "bun:test";
import { isAllowedAddress } from "../../src/core/address.ts";
import { makeCertificates } from "../support/certificates.ts";
import { configured, workingDirectory } from "./setup.ts";

test("ranges may be of either family, or one address", async () => {
  using folder = configured({ network: { allow: ["10.1.0.0/16", "fd00::/8", "192.168.7.1"] } });
  const { allow } = (await folder.load()).network;
  for (const address of ["10.1.255.1", "fd12::1", "192.168.7.1"]) expect(isAllowedAddress(address, allow)).toBe(true);
  for (const address of ["10.2.0.1", "fe80::1", "192.168.7.2"]) expect(isAllowedAddress(address, allow)).toBe(false);
});

test("DNS servers are addresses of either family, with a port or without", async () => {
  const dnsServers = ["10.0.0.53", "10.0.0.53:5353", "fd00::53", "[fd00::53]:53"];
  using folder = configured({ network: { dnsServers } });
  expect((await folder.load()).network.dnsServers).toEqual(dnsServers);
});

test("a proxy is read into what the connection needs", async () => {
  using folder = configured({ network: { proxy: "http://user:p%40ss@10.0.0.7:4750" } });
  const authorization = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
  expect((await folder.load()).network.proxy).toEqual({ host: "10.0.0.7", port: 4750, authorization });
});

test("without a proxy there is none, whatever the variables of other programs say", async () => {
  using folder = configured({});
  const environment = { HTTP_PROXY: "http://10.0.0.7:4750", HTTPS_PROXY: "http://10.0.0.7:4750" };
  expect((await folder.load({ environment })).network.proxy).toBeUndefined();
});

test("a bad proxy is named, and what stands in it is not repeated", async () => {
  using folder = configured({ network: { proxy: "https://user:hunter2@10.0.0.7:4750" } });
  const { message } = await folder.refusal();
  expect(message).toContain("network.proxy: must be an HTTP proxy, such as http://10.0.0.7:4750");
  expect(message).not.toContain("hunter2");
});

test("a certificate of the file that is broken is refused, and not left out", async () => {
  const { authority } = makeCertificates();
  using folder = workingDirectory({
    "corp-ca.pem": `${authority}\n${authority.replace(/^M.{20}/m, "")}`,
    "taskflow-hooks.config.json": JSON.stringify({ network: { caFile: "./corp-ca.pem" } }),
  });
  expect((await folder.refusal()).message).toContain("network.caFile: has a certificate in it that cannot be read");
});

test("all certificates of the file are read", async () => {
  const { authority } = makeCertificates();
  const text = `a comment\n${authority}\n${authority}`;
  using folder = workingDirectory({
    "corp-ca.pem": text,
    "taskflow-hooks.config.json": JSON.stringify({ network: { caFile: "./corp-ca.pem" } }),
  });
  const { authorities } = (await folder.load()).network;
  expect(authorities).toEqual([authority.trim(), authority.trim()]);
});
