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
  readonly description: string | null;
}
