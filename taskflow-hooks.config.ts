import { defineConfig } from "taskflow-hooks";

// Every setting with its default: what is left out has the value that stands here. docs/configuration.md has the limits.
// Made by `bun run docs` from src/config/schema.ts.
export default defineConfig({
  // Where the API and the status page are served.
  server: {
    // The address to listen on; 0.0.0.0 for all of the machine's.
    host: "127.0.0.1",
    // The port to listen on; 0 takes a free one.
    port: 8080,
    // Addresses and ranges of proxies, whose X-Forwarded-For tells the client's address: in the log, and for the limit of bad keys.
    // trustedProxies: ["10.0.0.2", "fd00::/8"],
    trustedProxies: [],
  },
  // Where everything is kept.
  storage: {
    // The data folder, made when it is not there; relative to the working directory.
    path: "./taskflow-data",
    // The key that webhooks' secrets and the keys of their certificates are encrypted with in the database: 32 random bytes as base64 or hex. Without it there is one in the data folder, `secret.key`, made at the first start.
    // encryptionKey: process.env.ENCRYPTION_KEY,
    // The most that the database file may grow to; its log takes up to about 20 MB beside it. From four fifths of it on, the oldest of what was delivered is removed before its time; what is not delivered never is. The last twentieth is kept for what becomes of the deliveries that are there: events that would need it are answered 507 `storage_full`.
    // maxBytes: 10 * 1024 ** 3,
  },
  // Accounts with their keys.
  // accounts: [{ id: "acc_123", name: "Acme", apiKeys: [process.env.ACME_KEY!] }],
  accounts: [],
  // Keys that see all accounts: printable ASCII, best 32 random bytes, taken from the environment.
  // operatorKeys: [process.env.OPERATOR_KEY!],
  operatorKeys: [],
  // Webhooks that are made, changed and deleted at every start, as they stand here.
  // webhooks: [{ id: "wh_ci", account: "acc_123", url: "https://ci.example.com/hook", events: ["task.completed"], secret: process.env.CI_SECRET! }],
  webhooks: [],
  // How deliveries are attempted.
  delivery: {
    // For one attempt: signing, DNS, connect, TLS and the whole answer together.
    timeout: "5s",
    // The waits after each failed attempt; [] means no retry.
    retries: ["5s", "30s", "5m", "1h", "6h"],
    // What the last failed retry stops: the webhook with all its deliveries, or this delivery alone.
    onExhausted: "fail-webhook",
    // Attempts in flight at once.
    concurrency: 4096,
    // Attempts in flight at once to one webhook.
    concurrencyPerWebhook: 64,
  },
  // What accounts may use.
  limits: {
    // Accounts that there may be, those of the configuration among them.
    accounts: 10_000,
    // API keys an account may have, expired ones among them.
    keysPerAccount: 100,
    // Webhooks an account may have.
    webhooksPerAccount: 10,
    // Deliveries of a webhook in a UTC day; the rest is held until the next.
    deliveriesPerWebhookPerDay: 1000,
    // Bytes of a request to the API.
    bodyBytes: 10_485_760,
    // Requests a minute with one API key.
    apiRequestsPerMinute: 6000,
    // Requests a minute that one address may make with keys that are not known here, or have expired; more are answered 429 instead of 401. Good keys are let in from anywhere.
    failedAuthenticationsPerMinute: 120,
  },
  // Where requests may go.
  network: {
    // Takes http URLs as well as https.
    allowHttp: false,
    // Ranges that may be posted to though they are not public.
    // allow: ["10.1.0.0/16"],
    allow: [],
    // DNS servers to ask, as ip or ip:port; [] means the system's.
    // dnsServers: ["10.0.0.53:53"],
    dnsServers: [],
    // A PEM file with certificate authorities to trust besides the built-in ones. Variables such as SSL_CERT_FILE add none.
    // caFile: "./corp-ca.pem",
    // An HTTP proxy that every attempt goes through, by CONNECT. It resolves the endpoints' names, and must refuse those at private addresses itself, as Smokescreen does.
    // proxy: "http://10.0.0.7:4750",
  },
  // How long things are kept, from when a delivery was settled or held.
  retention: {
    // Deliveries that were delivered, and events without any.
    delivered: "7d",
    // Deliveries that failed or were canceled.
    failed: "30d",
    // Deliveries that are held: they fail as expired after this.
    held: "7d",
  },
  // Event types besides the built-in ones, by name.
  // eventTypes: { "invoice.paid": { description: "An invoice was paid", example: { id: "inv_1" } } },
  eventTypes: {},
  // What is written to standard output.
  log: {
    // The least important lines that are written. `info` has one line an attempt.
    level: "info",
    // `auto` is pretty on a terminal, and JSON otherwise.
    format: "auto",
  },
});
