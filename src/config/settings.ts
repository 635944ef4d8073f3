import type { AddressRange } from "../core/address.ts";
import type { ClientCertificate } from "../core/client-certificate.ts";
import type { EgressProxy } from "../core/egress-proxy.ts";
import type { EventType } from "../core/event-types.ts";
import type { Millis } from "../core/time.ts";

/** The configuration as the program uses it: checked, complete, and read into plain values. */
export interface Settings {
  readonly server: { readonly host: string; readonly port: number; readonly trustedProxies: readonly AddressRange[] };
  readonly storage: {
    readonly path: string;
    readonly maxBytes?: number | undefined;
    /** 32 bytes; when left out, the key is in the folder. */
    readonly encryptionKey?: Uint8Array | undefined;
  };
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly apiKeys: readonly string[];
  }[];
  readonly operatorKeys: readonly string[];
  readonly webhooks: readonly {
    readonly id: string;
    readonly account: string;
    readonly url: string;
    readonly events: readonly string[];
    readonly secret: string;
    readonly description: string | null;
    readonly clientCertificate: ClientCertificate | null;
  }[];
  readonly delivery: {
    readonly timeout: Millis;
    readonly retries: readonly Millis[];
    readonly onExhausted: "fail-webhook" | "fail-delivery";
    readonly concurrency: number;
    readonly concurrencyPerWebhook: number;
  };
  readonly limits: {
    readonly accounts: number;
    readonly keysPerAccount: number;
    readonly webhooksPerAccount: number;
    readonly deliveriesPerWebhookPerDay: number;
    readonly bodyBytes: number;
    readonly apiRequestsPerMinute: number;
    readonly failedAuthenticationsPerMinute: number;
  };
  readonly network: {
    readonly allowHttp: boolean;
    readonly allow: readonly AddressRange[];
    readonly dnsServers: readonly string[];
    /** The contents of `caFile`, one certificate each. */
    readonly authorities: readonly string[];
    readonly proxy?: EgressProxy | undefined;
  };
  readonly retention: { readonly delivered: Millis; readonly failed: Millis; readonly held: Millis };
  readonly eventTypes: readonly EventType[];
  readonly log: {
    readonly level: "trace" | "debug" | "info" | "warn" | "error";
    readonly format: "auto" | "json" | "pretty";
  };
}
