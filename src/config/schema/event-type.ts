import { Type } from "@sinclair/typebox";
import { closed } from "./kinds.ts";

export const EventType = Type.Object(
  {
    description: Type.Optional(Type.String({ description: "What happened." })),
    schema: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "JSON Schema of `data`; for documentation." }),
    ),
    example: Type.Optional(Type.Unknown({ description: "Realistic `data`, which test events carry." })),
  },
  closed,
);
