import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { type AddressRange, parseRange } from "../core/address.ts";
import { parseDuration } from "../core/duration.ts";
import { EGRESS_PROXY_HINT, parseEgressProxy } from "../core/egress-proxy.ts";
import { ENCRYPTION_KEY_HINT, parseEncryptionKey } from "../core/encryption-key.ts";
import type { FieldFault } from "../core/errors.ts";
import { createEventTypeCatalogue, type EventType } from "../core/event-types.ts";
import { SEED_EVENT_TYPES } from "../core/seed-event-types.ts";
import { readCertificateFiles } from "./client-certificates.ts";
import { accountFaults, keyFaults, webhookFaults } from "./rules.ts";
import type { Config } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** Reads settings of the right shape into plain values, or says what their schema could not see. */
export function readSettings(config: Config, workingDirectory: string): Settings | FieldFault[] {
  const faults: FieldFault[] = [];
  const ms = (text: string) => parseDuration(text) ?? Number.NaN;
  const network = readNetwork(config, workingDirectory, faults);
  const eventTypes = readEventTypes(config, faults);
  faults.push(
    ...accountFaults(config),
    ...keyFaults(config),
    ...webhookFaults(config, createEventTypeCatalogue(eventTypes), network),
  );
  const settings: Settings = {
    server: {
      ...config.server,
      host: config.server.host.replace(/^\[(.+)\]$/, "$1"),
      trustedProxies: readRanges(config.server.trustedProxies, "server.trustedProxies", faults),
    },
    storage: {
      ...config.storage,
      path: resolve(workingDirectory, config.storage.path),
      encryptionKey: readOptional("storage.encryptionKey", config.storage.encryptionKey, ENCRYPTION_KEY, faults),
    },
    accounts: config.accounts.map(({ id, name = null, apiKeys = [] }) => ({ id, name, apiKeys })),
    operatorKeys: config.operatorKeys,
    webhooks: config.webhooks.map(({ description = null, clientCertificate: files, ...webhook }, index) => ({
      ...{ ...webhook, description },
      clientCertificate: readCertificateFiles(files, `webhooks[${index}]`, workingDirectory, faults),
    })),
    delivery: { ...config.delivery, timeout: ms(config.delivery.timeout), retries: config.delivery.retries.map(ms) },
    limits: config.limits,
    network,
    retention: {
      delivered: ms(config.retention.delivered),
      failed: ms(config.retention.failed),
      held: ms(config.retention.held),
    },
    eventTypes,
    log: config.log as Settings["log"],
  };
  return faults.length > 0 ? faults : settings;
}

/** What may be left out. The fault says what it must be, and not what it was: there are secrets among these. */
function readOptional<Value>(
  path: string,
  text: string | undefined,
  { parse, hint }: { readonly parse: (text: string) => Value | undefined; readonly hint: string },
  faults: FieldFault[],
): Value | undefined {
  const value = text === undefined ? undefined : parse(text);
  if (text !== undefined && value === undefined) faults.push({ path, message: `must be ${hint}.` });
  return value;
}

const ENCRYPTION_KEY = { parse: parseEncryptionKey, hint: ENCRYPTION_KEY_HINT };
const EGRESS_PROXY = { parse: parseEgressProxy, hint: EGRESS_PROXY_HINT };

function readNetwork({ network }: Config, workingDirectory: string, faults: FieldFault[]): Settings["network"] {
  for (const [index, server] of network.dnsServers.entries()) {
    if (!isDnsServer(server))
      faults.push({
        path: `network.dnsServers[${index}]`,
        message: "must be an address, with a port if it is not 53: 10.0.0.53, 10.0.0.53:5353 or [fd00::53]:53.",
      });
  }
  return {
    allowHttp: network.allowHttp,
    allow: readRanges(network.allow, "network.allow", faults),
    dnsServers: network.dnsServers,
    authorities: network.caFile === undefined ? [] : readAuthorities(resolve(workingDirectory, network.caFile), faults),
    proxy: readOptional("network.proxy", network.proxy, EGRESS_PROXY, faults),
  };
}

function isDnsServer(text: string): boolean {
  const withPort = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text);
  if (!withPort) return isIP(text) !== 0;
  const port = Number(withPort[3]);
  return isIP(withPort[1] ?? withPort[2] ?? "") !== 0 && port > 0 && port <= 65_535;
}

function readRanges(texts: readonly string[], path: string, faults: FieldFault[]): AddressRange[] {
  return texts.flatMap((text, index) => {
    const range = parseRange(text);
    if (!range)
      faults.push({
        path: `${path}[${index}]`,
        message: "must be a range or an address, such as 10.1.0.0/16 or fd00::1.",
      });
    return range ?? [];
  });
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function readAuthorities(path: string, faults: FieldFault[]): string[] {
  try {
    const found = readFileSync(path, "utf8").match(CERTIFICATE) ?? [];
    if (found.length > 0 && found.every(isCertificate)) return found;
    const what = found.length > 0 ? "has a certificate in it that cannot be read" : "has no certificate in it";
    faults.push({ path: "network.caFile", message: `${what}: it must be a PEM file.` });
  } catch {
    faults.push({ path: "network.caFile", message: "names a file that cannot be read." });
  }
  return [];
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

const TYPE_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;

function readEventTypes({ eventTypes }: Config, faults: FieldFault[]): EventType[] {
  const own = Object.entries(eventTypes).map(([type, { description = "", schema = {}, example = {} }]) => {
    if (!TYPE_NAME.test(type) || type.length > 255) {
      faults.push({
        path: `eventTypes.${type}`,
        message: "is no name of a type: it is words joined by dots, such as invoice.paid, of up to 255 characters.",
      });
    }
    return { type, description, schema, example };
  });
  return [...SEED_EVENT_TYPES.filter(({ type }) => !(type in eventTypes)), ...own];
}
