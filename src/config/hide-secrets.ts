import type { TSchema } from "@sinclair/typebox";
import { partOf } from "./check.ts";

/** What is shown in the place of a secret. */
export const HIDDEN = "(hidden)";

/**
 * A value as it may be shown. Its schema says what is a secret: `secret: true` of which nothing is shown, `secret: "credentials"` of a
 * URL whose user and password are not. What the schema does not know is hidden too.
 */
export function hideSecrets(schema: TSchema | undefined, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (!schema || schema.secret === true) return HIDDEN;
  if (schema.secret === "credentials") return String(value).replace(/^([a-z]+:\/\/)?.*@/i, `$1${HIDDEN}@`);
  if (Array.isArray(value)) return value.map((item) => hideSecrets(schema.items, item));
  // What is anything, such as an example, has no schema for its parts.
  if (typeof value !== "object" || schema.type !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, hideSecrets(partOf(schema, name), part)]),
  );
}
