import { Type } from "@sinclair/typebox";
import { closed, key } from "./kinds.ts";

export const Account = Type.Object(
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
