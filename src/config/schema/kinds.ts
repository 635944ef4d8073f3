import { Type } from "@sinclair/typebox";

/* Kinds of settings that several sections have. */

export const closed = { additionalProperties: false } as const;

export function duration(fallback: string, description: string) {
  return Type.String({ default: fallback, description, duration: true });
}

/** @param example a value, as it is written in a configuration file */
export function list(description: string, example: string) {
  return Type.Array(Type.String(), { default: [], description, example });
}

export const key = Type.String({ minLength: 1, maxLength: 255, secret: true });
