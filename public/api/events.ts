import type { EventType } from "../resources.ts";
import type { Client } from "./client.ts";

export function eventCalls({ get }: Client) {
  return {
    eventTypes: (signal?: AbortSignal) => get<{ readonly data: readonly EventType[] }>("/event-types", {}, signal),
  };
}
