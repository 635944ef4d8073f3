import { type Static, Type } from "@sinclair/typebox";

/*
 * Every setting with its default and what it is for. The types, the checks, `taskflow-hooks.config.ts` and
 * docs/configuration.md follow from this file. What is a secret is marked here, and nowhere else: `secret: true`, or
 * `secret: "credentials"` where a URL may have some in it.
 */

const closed = { additionalProperties: false } as const;

function duration(fallback: string, description: string) {
  return Type.String({ default: fallback, description, duration: true });
}

/** @param example a value, as it is written in a configuration file */
function list(description: string, example: string) {
  return Type.Array(Type.String(), { default: [], description, example });
}

const key = Type.String({ minLength: 1, maxLength: 255, secret: true });

const Server = Type.Object(
  {
    host: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "The address to listen on; 0.0.0.0 for all of the machine's.",
    }),
    port: Type.Integer({
      default: 8080,
      minimum: 0,
      maximum: 65535,
      description: "The port to listen on; 0 takes a free one.",
    }),
    trustedProxies: list(
      "Addresses and ranges of proxies, whose X-Forwarded-For tells the client's address: in the log, and for the limit of bad keys.",
      '["10.0.0.2", "fd00::/8"]',
    ),
  },
  { ...closed, description: "Where the API and the status page are served." },
);

const Storage = Type.Object(
  {
    path: Type.String({
      default: "./taskflow-data",
      minLength: 1,
      description: "The data folder, made when it is not there; relative to the working directory.",
    }),
    encryptionKey: Type.Optional(
      Type.String({
        description:
          "The key that webhooks' secrets and the keys of their certificates are encrypted with in the database: 32 random bytes as base64 or hex. Without it there is one in the data folder, `secret.key`, made at the first start.",
        secret: true,
        example: "process.env.ENCRYPTION_KEY",
      }),
    ),
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 16 * 1024 * 1024,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          "The most that the database file may grow to; its log takes up to about 20 MB beside it. From four fifths of it on, the oldest of what was delivered is removed before its time; what is not delivered never is. The last twentieth is kept for what becomes of the deliveries that are there: events that would need it are answered 507 `storage_full`.",
        example: "10 * 1024 ** 3",
      }),
    ),
  },
  { ...closed, description: "Where everything is kept." },
);

const Account = Type.Object(
  {
    id: Type.String({ description: "`acc_` and a name of your own." }),
    name: Type.Optional(Type.String({ maxLength: 200, description: "For people." })),
    apiKeys: Type.Optional(
      Type.Array(key, {
        description: "The account's keys: printable ASCII, best 32 random bytes, taken from the environment.",
      }),
    ),
  },
  closed,
);

const ClientCertificate = Type.Object(
  {
    certificateFile: Type.String({
      minLength: 1,
      description:
        "A PEM file with the certificate that is shown to the endpoint when it asks (mTLS), and behind it those between it and its authority. Read at every start.",
    }),
    privateKeyFile: Type.String({
      minLength: 1,
      description: "A PEM file with its key, which is not encrypted.",
    }),
  },
  { ...closed, description: "Shown to the endpoint when it asks for one (mTLS)." },
);

const Webhook = Type.Object(
  {
    id: Type.String({ description: "`wh_` and a name of your own." }),
    account: Type.String({ description: "The account it belongs to, one of `accounts`." }),
    url: Type.String({ minLength: 1, maxLength: 2048, description: "Where it is posted to." }),
    events: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      description: "Event types, `task.*` or `*`.",
    }),
    secret: Type.String({
      minLength: 1,
      maxLength: 255,
      secret: true,
      description: "Signs the requests; take it from the environment.",
    }),
    description: Type.Optional(Type.String({ maxLength: 1000, description: "For people." })),
    clientCertificate: Type.Optional(ClientCertificate),
  },
  closed,
);

const Delivery = Type.Object(
  {
    timeout: duration("5s", "For one attempt: signing, DNS, connect, TLS and the whole answer together."),
    retries: Type.Array(Type.String({ duration: true }), {
      default: ["5s", "30s", "5m", "1h", "6h"],
      maxItems: 50,
      description: "The waits after each failed attempt; [] means no retry.",
    }),
    onExhausted: Type.Union([Type.Literal("fail-webhook"), Type.Literal("fail-delivery")], {
      default: "fail-webhook",
      description: "What the last failed retry stops: the webhook with all its deliveries, or this delivery alone.",
    }),
    concurrency: Type.Integer({
      default: 4096,
      minimum: 1,
      maximum: 100_000,
      description: "Attempts in flight at once.",
    }),
    concurrencyPerWebhook: Type.Integer({
      default: 64,
      minimum: 1,
      maximum: 10_000,
      description: "Attempts in flight at once to one webhook.",
    }),
  },
  { ...closed, description: "How deliveries are attempted." },
);

const Limits = Type.Object(
  {
    accounts: Type.Integer({
      default: 10_000,
      minimum: 1,
      maximum: 10_000_000,
      description: "Accounts that there may be, those of the configuration among them.",
    }),
    keysPerAccount: Type.Integer({
      default: 100,
      minimum: 1,
      maximum: 100_000,
      description: "API keys an account may have, expired ones among them.",
    }),
    webhooksPerAccount: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 100_000,
      description: "Webhooks an account may have.",
    }),
    deliveriesPerWebhookPerDay: Type.Integer({
      default: 1000,
      minimum: 1,
      maximum: 1_000_000_000,
      description: "Deliveries of a webhook in a UTC day; the rest is held until the next.",
    }),
    bodyBytes: Type.Integer({
      default: 10_485_760,
      minimum: 1024,
      maximum: 104_857_600,
      description: "Bytes of a request to the API.",
    }),
    apiRequestsPerMinute: Type.Integer({
      default: 6000,
      minimum: 1,
      maximum: 1_000_000_000,
      description: "Requests a minute with one API key.",
    }),
    failedAuthenticationsPerMinute: Type.Integer({
      default: 120,
      minimum: 1,
      maximum: 1_000_000,
      description:
        "Requests a minute that one address may make with keys that are not known here, or have expired; more are answered 429 instead of 401. Good keys are let in from anywhere.",
    }),
  },
  { ...closed, description: "What accounts may use." },
);

const Network = Type.Object(
  {
    allowHttp: Type.Boolean({ default: false, description: "Takes http URLs as well as https." }),
    allow: list("Ranges that may be posted to though they are not public.", '["10.1.0.0/16"]'),
    dnsServers: list("DNS servers to ask, as ip or ip:port; [] means the system's.", '["10.0.0.53:53"]'),
    caFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "A PEM file with certificate authorities to trust besides the built-in ones. Variables such as SSL_CERT_FILE add none.",
        example: '"./corp-ca.pem"',
      }),
    ),
    proxy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2048,
        secret: "credentials",
        description:
          "An HTTP proxy that every attempt goes through, by CONNECT. It resolves the endpoints' names, and must refuse those at private addresses itself, as Smokescreen does.",
        example: '"http://10.0.0.7:4750"',
      }),
    ),
  },
  { ...closed, description: "Where requests may go." },
);

const Retention = Type.Object(
  {
    delivered: duration("7d", "Deliveries that were delivered, and events without any."),
    failed: duration("30d", "Deliveries that failed or were canceled."),
    held: duration("7d", "Deliveries that are held: they fail as expired after this."),
  },
  { ...closed, description: "How long things are kept, from when a delivery was settled or held." },
);

const EventType = Type.Object(
  {
    description: Type.Optional(Type.String({ description: "What happened." })),
    schema: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "JSON Schema of `data`; for documentation." }),
    ),
    example: Type.Optional(Type.Unknown({ description: "Realistic `data`, which test events carry." })),
  },
  closed,
);

const Log = Type.Object(
  {
    level: Type.Union(
      ["trace", "debug", "info", "warn", "error"].map((level) => Type.Literal(level)),
      { default: "info", description: "The least important lines that are written. `info` has one line an attempt." },
    ),
    format: Type.Union(
      ["auto", "json", "pretty"].map((format) => Type.Literal(format)),
      { default: "auto", description: "`auto` is pretty on a terminal, and JSON otherwise." },
    ),
  },
  { ...closed, description: "What is written to standard output." },
);

/** All settings, every one of them with its value. */
export const Config = Type.Object(
  {
    server: Server,
    storage: Storage,
    accounts: Type.Array(Account, {
      default: [],
      description: "Accounts with their keys.",
      example: '[{ id: "acc_123", name: "Acme", apiKeys: [process.env.ACME_KEY!] }]',
    }),
    operatorKeys: Type.Array(key, {
      default: [],
      description: "Keys that see all accounts: printable ASCII, best 32 random bytes, taken from the environment.",
      example: "[process.env.OPERATOR_KEY!]",
    }),
    webhooks: Type.Array(Webhook, {
      default: [],
      description: "Webhooks that are made, changed and deleted at every start, as they stand here.",
      example:
        '[{ id: "wh_ci", account: "acc_123", url: "https://ci.example.com/hook", events: ["task.completed"], secret: process.env.CI_SECRET! }]',
    }),
    delivery: Delivery,
    limits: Limits,
    network: Network,
    retention: Retention,
    eventTypes: Type.Record(Type.String(), EventType, {
      default: {},
      maxProperties: 1_000,
      description: "Event types besides the built-in ones, by name.",
      example: '{ "invoice.paid": { description: "An invoice was paid", example: { id: "inv_1" } } }',
    }),
    log: Log,
  },
  closed,
);
export type Config = Static<typeof Config>;

type DeepPartial<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Name in keyof Value]?: DeepPartial<Value[Name]> }
    : Value;
type Section = "server" | "storage" | "delivery" | "limits" | "network" | "retention" | "log";

/** What a configuration file may say: any part of the settings. */
export type ConfigFile = { [Name in Section]?: DeepPartial<Config[Name]> } & Partial<Omit<Config, Section>>;
