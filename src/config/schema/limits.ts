import { Type } from "@sinclair/typebox";
import { closed } from "./kinds.ts";

export const Limits = Type.Object(
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
