/* Accounts and their keys as the API answers them, as far as the page reads them. Times are RFC 3339 in UTC. */

export interface Account {
  readonly id: string;
  readonly name: string | null;
  readonly created_at: string;
  readonly managed_by: "api" | "config";
}

/** An API key of an account, without the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string | null;
  readonly last4: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly managed_by: "api" | "config";
}
export interface NewApiKey extends ApiKey {
  readonly key: string;
}
