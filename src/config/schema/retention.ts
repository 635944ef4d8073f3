import { Type } from "@sinclair/typebox";
import { closed, duration } from "./kinds.ts";

export const Retention = Type.Object(
  {
    delivered: duration("7d", "Deliveries that were delivered, and events without any."),
    failed: duration("30d", "Deliveries that failed or were canceled."),
    held: duration("7d", "Deliveries that are held: they fail as expired after this."),
  },
  { ...closed, description: "How long things are kept, from when a delivery was settled or held." },
);
