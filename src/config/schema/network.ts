import { Type } from "@sinclair/typebox";
import { closed, list } from "./kinds.ts";

export const Network = Type.Object(
  {
    allowHttp: Type.Boolean({ default: false, description: "Takes http URLs as well as https." }),
    allow: list("Ranges that may be posted to though they are not public.", '["10.1.0.0/16"]'),
    dnsServers: list("DNS servers to ask, as ip or ip:port; [] means the system's.", '["10.0.0.53:53"]'),
    caFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "A PEM file with certificate authorities to trust besides the built-in ones. Variables such as SSL_CERT_FILE add none.",
        example: '"./corp-ca.pem"',
      }),
    ),
    proxy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2048,
        secret: "credentials",
        description:
          "An HTTP proxy that every attempt goes through, by CONNECT. It resolves the endpoints' names, and must refuse those at private addresses itself, as Smokescreen does.",
        example: '"http://10.0.0.7:4750"',
      }),
    ),
  },
  { ...closed, description: "Where requests may go." },
);
