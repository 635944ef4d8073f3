import { Type } from "@sinclair/typebox";
import { closed } from "./kinds.ts";

export const Storage = Type.Object(
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
