import { Type } from "@sinclair/typebox";
import { closed, list } from "./kinds.ts";

export const Server = Type.Object(
  {
    host: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      description: "The address to listen on; 0.0.0.0 for all of the machine's.",
    }),
    port: Type.Integer({
      default: 8080,
      minimum: 0,
      maximum: 65535,
      description: "The port to listen on; 0 takes a free one.",
    }),
    trustedProxies: list(
      "Addresses and ranges of proxies, whose X-Forwarded-For tells the client's address: in the log, and for the limit of bad keys.",
      '["10.0.0.2", "fd00::/8"]',
    ),
  },
  { ...closed, description: "Where the API and the status page are served." },
);
