import { type Static, Type } from "@sinclair/typebox";
import { Account } from "./schema/account.ts";
import { Delivery } from "./schema/delivery.ts";
import { EventType } from "./schema/event-type.ts";
import { closed, key } from "./schema/kinds.ts";
import { Limits } from "./schema/limits.ts";
import { Log } from "./schema/log.ts";
import { Network } from "./schema/network.ts";
import { Retention } from "./schema/retention.ts";
import { Server } from "./schema/server.ts";
import { Storage } from "./schema/storage.ts";
import { Webhook } from "./schema/webhook.ts";

/*
 * Every setting with its default and what it is for. The types, the checks, `taskflow-hooks.config.ts` and
 * docs/configuration.md follow from this file, and the sections in the folder beside it. What is a secret is marked there, and
 * nowhere else: `secret: true`, or `secret: "credentials"` where a URL may have some in it.
 */

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
