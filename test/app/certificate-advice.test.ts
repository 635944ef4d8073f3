import { expect, test } from "bun:test";
import { warnOfExpiredCertificates } from "../../src/app/certificate-advice.ts";

const expiring = (id: string, expiresAt: number) => ({
  id,
  clientCertificate: { chain: "", privateKey: "", subject: "", issuer: "", expiresAt, fingerprint: "" },
});

test("certificates of the configuration that have expired are told of by their webhooks", () => {
  const told: unknown[] = [];
  const log = { warn: (fields: object, message: string) => told.push([fields, message]) };
  const good = [{ id: "wh_none", clientCertificate: null }, expiring("wh_good", 1_001)];
  warnOfExpiredCertificates({ webhooks: good }, log, 1_000);
  expect(told).toEqual([]);
  warnOfExpiredCertificates({ webhooks: [...good, expiring("wh_old", 1_000)] }, log, 1_000);
  expect(told).toEqual([[{ webhooks: ["wh_old"] }, "client certificates of the configuration have expired"]]);
});
