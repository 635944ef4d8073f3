import type { Settings } from "../config/settings.ts";
import type { EpochMs } from "../core/time.ts";
import type { Logger } from "./logger.ts";

/** What the API would have refused, and a start does not. */
export function warnOfExpiredCertificates(
  { webhooks }: { readonly webhooks: readonly Pick<Settings["webhooks"][number], "id" | "clientCertificate">[] },
  log: Pick<Logger, "warn">,
  now: EpochMs,
): void {
  const expired = webhooks.filter(({ clientCertificate }) => clientCertificate && clientCertificate.expiresAt <= now);
  if (expired.length === 0) return;
  log.warn({ webhooks: expired.map(({ id }) => id) }, "client certificates of the configuration have expired");
}
