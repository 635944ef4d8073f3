import { Type } from "@sinclair/typebox";
import { formatTime, formatTimeOrNull } from "../../core/time.ts";
import type { Account } from "../../store/accounts.ts";
import type { ApiKey } from "../../store/keys.ts";
import { closed, nullable, nullableTime, oneOf, text, time } from "./parts.ts";

const name = nullable(text({ maxLength: 200 }), { description: "For people." });

export const AccountInput = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        description: "One of your own, beginning with `acc_`; made without it.",
        maxLength: 64,
        pattern: "^acc_[A-Za-z0-9][A-Za-z0-9_-]*$",
        patternHint: "acc_ and then letters, digits, - or _",
        examples: ["acc_acme"],
      }),
    ),
    name: Type.Optional(name),
  },
  closed,
);
export const AccountChange = Type.Object({ name }, closed);

export const AccountView = Type.Object(
  {
    id: Type.String(),
    name,
    created_at: time("When it was made."),
    managed_by: oneOf(["api", "config"]),
  },
  { $id: "Account", description: "A customer: owns webhooks, events and API keys." },
);

export function accountView({ id, name, createdAt, managedBy }: Account) {
  return { id, name, created_at: formatTime(createdAt), managed_by: managedBy };
}

export const KeyInput = Type.Object(
  {
    name: Type.Optional(name),
    expires_at: Type.Optional(
      nullable(Type.String({ format: "date-time" }), {
        description: "Until when it works; without it, until it is removed.",
      }),
    ),
  },
  closed,
);

const keyFields = {
  id: Type.String(),
  name,
  last4: Type.String({ description: "The key's last four characters." }),
  created_at: time("When it was made."),
  expires_at: nullableTime("Until when it works."),
  last_used_at: nullableTime("When it was last used, to the minute."),
  managed_by: oneOf(["api", "config"]),
};

export const KeyView = Type.Object(keyFields, { $id: "Key", description: "An API key, without the key itself." });
export const NewKeyView = Type.Object(
  { ...keyFields, key: Type.String({ description: "The key. It is in this answer only." }) },
  { $id: "NewKey", description: "A key that was just made." },
);

export function keyView({ id, name, last4, createdAt, expiresAt, lastUsedAt, managedBy }: ApiKey) {
  return {
    id,
    name,
    last4,
    created_at: formatTime(createdAt),
    expires_at: formatTimeOrNull(expiresAt),
    last_used_at: formatTimeOrNull(lastUsedAt),
    managed_by: managedBy,
  };
}
