import type { ClientCertificate } from "../core/client-certificate.ts";

/** What the configuration says that there is. */
export interface Configured {
  readonly accounts: readonly ConfiguredAccount[];
  readonly operatorKeys: readonly string[];
  readonly webhooks: readonly ConfiguredWebhook[];
}

export interface ConfiguredAccount {
  readonly id: string;
  readonly name: string | null;
  readonly apiKeys: readonly string[];
}

export interface ConfiguredWebhook {
  readonly id: string;
  /** The account's id. */
  readonly account: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly clientCertificate: ClientCertificate | null;
  readonly description: string | null;
}
