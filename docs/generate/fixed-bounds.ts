import type { TSchema } from "@sinclair/typebox";
import { Config } from "../../src/config/schema.ts";
import { LONGEST_CERTIFICATE, LONGEST_PRIVATE_KEY, MOST_CERTIFICATES } from "../../src/core/client-certificate.ts";
import { DEEPEST_JSON } from "../../src/core/json-depth.ts";
import { SMALL_BODY_BYTES, WAITS_AT_MOST } from "../../src/http/body-room.ts";
import { AccountInput } from "../../src/http/schemas/account.ts";
import { BatchInput, EventInput } from "../../src/http/schemas/event.ts";
import { page } from "../../src/http/schemas/parts.ts";
import { RotateInput, WebhookInput } from "../../src/http/schemas/webhook.ts";
import { IDLE_SECONDS } from "../../src/http/server.ts";

const INVALID = "422 `validation_failed`";
const CLOSED = "the connection is closed";

/** What is bounded and is no setting, as a table: the bound, and what is answered beyond it. */
export function fixedBounds(): string {
  const rows = [...ofRequests(), ...ofFields()].map((cells) => `| ${cells.join(" | ")} |`);
  return ["| what | at most | beyond it |", "| --- | --- | --- |", ...rows, ""].join("\n");
}

function ofRequests(): string[][] {
  return [
    // These three are the runtime's: test/e2e looks whether they still are.
    ["The head of a request: its line and its headers", "16 KiB", "431, without a body"],
    ["Headers of a request", "198", "431, without a body"],
    ["Time until the head is whole", "13 s", CLOSED],
    ["Time without a byte", `${IDLE_SECONDS} s`, CLOSED],
    [
      `Wait of a body of more than ${SMALL_BODY_BYTES / 1024} KiB for room`,
      `${WAITS_AT_MOST / 1_000} s`,
      "503 `unavailable`",
    ],
    ["Arrays and objects of a body within one another", String(DEEPEST_JSON), "400 `invalid_json`"],
  ];
}

function ofFields(): string[][] {
  const { url, description, events, secret } = WebhookInput.properties;
  const { type } = EventInput.properties;
  return [
    ["`url` of a webhook", characters(url), INVALID],
    ["`description` of a webhook", characters(description), INVALID],
    ["`secret` of a webhook", characters(secret), INVALID],
    ["`events` of a webhook", `${grouped(events.maxItems)}, each of ${characters(events.items)}`, INVALID],
    ["`certificate` of a webhook's `client_certificate`", certificates(), INVALID],
    ["`private_key` of a webhook's `client_certificate`", `${grouped(LONGEST_PRIVATE_KEY)} characters`, INVALID],
    ["`overlap_seconds`", grouped(RotateInput.properties.overlap_seconds.maximum), INVALID],
    ["`type` of an event", characters(type), INVALID],
    ["`events` of a batch", grouped(BatchInput.properties.events.maxItems), INVALID],
    ["`Idempotency-Key`", "255 characters", INVALID],
    ["`id` of an account", characters(AccountInput.properties.id), INVALID],
    ["`name` of an account or a key", characters(AccountInput.properties.name), INVALID],
    ["`limit` of a list", grouped(page.limit.maximum), INVALID],
    ["`eventTypes` of the configuration", grouped(Config.properties.eventTypes.maxProperties), "exit code 78"],
  ];
}

function certificates(): string {
  return `${grouped(LONGEST_CERTIFICATE)} characters, ${MOST_CERTIFICATES} certificates`;
}

function characters(schema: TSchema): string {
  const [text = schema] = (schema.anyOf as TSchema[] | undefined) ?? [];
  return `${grouped(text.maxLength)} characters`;
}

function grouped(value: number | undefined): string {
  if (value === undefined) throw new Error("A bound is gone from its schema.");
  return value.toLocaleString("en-US");
}
