import { Type } from "@sinclair/typebox";
import { closed, duration } from "./kinds.ts";

export const Delivery = Type.Object(
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
