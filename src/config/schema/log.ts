import { Type } from "@sinclair/typebox";
import { closed } from "./kinds.ts";

export const Log = Type.Object(
  {
    level: Type.Union(
      ["trace", "debug", "info", "warn", "error"].map((level) => Type.Literal(level)),
      { default: "info", description: "The least important lines that are written. `info` has one line an attempt." },
    ),
    format: Type.Union(
      ["auto", "json", "pretty"].map((format) => Type.Literal(format)),
      { default: "auto", description: "`auto` is pretty on a terminal, and JSON otherwise." },
    ),
  },
  { ...closed, description: "What is written to standard output." },
);
