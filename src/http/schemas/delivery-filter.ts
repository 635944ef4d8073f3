import { type Static, Type } from "@sinclair/typebox";
import { ATTEMPT_ERRORS } from "../../core/attempt.ts";
import { DELIVERY_STATES } from "../../core/delivery.ts";
import { ID_BEGINNING } from "../../core/id-beginning.ts";
import type { LastAttemptFilter } from "../../store/deliveries.ts";
import { oneOf } from "./parts.ts";

/** What deliveries are chosen by, in queries and in bodies. */

export const statusFilter = Type.Optional(oneOf(DELIVERY_STATES, { description: "Only those in this state." }));
export const eventTypeFilter = Type.Optional(
  Type.String({ description: "Only those of this type.", minLength: 1, maxLength: 255 }),
);
export const webhookFilter = Type.Optional(
  Type.String({ description: "Only those of this webhook.", minLength: 1, maxLength: 64 }),
);
export const eventFilter = Type.Optional(
  Type.String({
    description: "Only those of this event.",
    pattern: "^evt_[0-9a-hjkmnp-tv-z]{26}$",
    patternHint: "the id of an event: evt_ and 26 characters",
    examples: ["evt_01h455vb4pex5vsknk084sn02q"],
  }),
);
export const idFilter = Type.Optional(
  Type.String({
    description:
      "Only those whose id, or whose event's id, is this or begins with it. With its prefix, `del_` or `evt_`, it is of that kind alone.",
    pattern: ID_BEGINNING,
    patternHint:
      "the id of a delivery or an event, or its beginning: del_ or evt_, which may be left out, and up to 26 characters",
    examples: ["del_01h455vb4p"],
  }),
);

export const lastAttempt = {
  status_code: Type.Optional(
    Type.String({
      description: "Only those whose last attempt was answered so: a status, or a class of them, such as `5xx`.",
      pattern: "^[1-5]([0-9]{2}|xx)$",
      patternHint: "a status code as text, such as 503, or a class, such as 5xx",
      examples: ["503", "5xx"],
    }),
  ),
  error: Type.Optional(oneOf(ATTEMPT_ERRORS, { description: "Only those whose last attempt failed for this." })),
};

type LastAttempt = { readonly [Name in keyof typeof lastAttempt]?: Static<(typeof lastAttempt)[Name]> | undefined };

/** What `status_code` and `error` of a request say. */
export function lastAttemptFilter({ status_code: code, error }: LastAttempt): LastAttemptFilter {
  return { statusCode: code === undefined ? undefined : statusCodes(code), error };
}

function statusCodes(code: string): readonly [from: number, to: number] {
  const from = Number(code.replace("xx", "00"));
  return [from, from + (code.endsWith("xx") ? 100 : 1)];
}
