import { Type } from "@sinclair/typebox";
import { closed } from "./kinds.ts";

const ClientCertificate = Type.Object(
  {
    certificateFile: Type.String({
      minLength: 1,
      description:
        "A PEM file with the certificate that is shown to the endpoint when it asks (mTLS), and behind it those between it and its authority. Read at every start.",
    }),
    privateKeyFile: Type.String({
      minLength: 1,
      description: "A PEM file with its key, which is not encrypted.",
    }),
  },
  { ...closed, description: "Shown to the endpoint when it asks for one (mTLS)." },
);

export const Webhook = Type.Object(
  {
    id: Type.String({ description: "`wh_` and a name of your own." }),
    account: Type.String({ description: "The account it belongs to, one of `accounts`." }),
    url: Type.String({ minLength: 1, maxLength: 2048, description: "Where it is posted to." }),
    events: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      description: "Event types, `task.*` or `*`.",
    }),
    secret: Type.String({
      minLength: 1,
      maxLength: 255,
      secret: true,
      description: "Signs the requests; take it from the environment.",
    }),
    description: Type.Optional(Type.String({ maxLength: 1000, description: "For people." })),
    clientCertificate: Type.Optional(ClientCertificate),
  },
  closed,
);
