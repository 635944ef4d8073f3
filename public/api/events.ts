import type { AcceptedEvent, Event, EventType } from "../resources/events.ts";
import type { Page } from "../resources/page.ts";
import { type Client, pathOf } from "./client.ts";

const EVENTS_A_PAGE = 50;

interface EventFilter {
  readonly account: string | undefined;
  readonly eventType: string | undefined;
  readonly cursor: string | undefined;
}

export function eventCalls({ get, getText, sendText }: Client) {
  return {
    eventTypes: (signal?: AbortSignal) => get<{ readonly data: readonly EventType[] }>("/event-types", {}, signal),
    events: ({ account, eventType, cursor }: EventFilter, signal?: AbortSignal) =>
      get<Page<Event>>("/events", { limit: EVENTS_A_PAGE, account_id: account, type: eventType, cursor }, signal),
    /** As JSON text: its `data` may hold numbers that a browser would spoil. */
    eventText: (id: string, signal?: AbortSignal) => getText(pathOf("events", id), signal),
    /** @param json the whole body */
    sendEvent: (json: string) => sendText<AcceptedEvent>("POST", "/events", json),
  };
}
