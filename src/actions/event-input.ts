import type { Body } from "../core/body.ts";
import { type FieldFault, Refusal } from "../core/errors.ts";
import type { EventTypeCatalogue } from "../core/event-types.ts";
import { formatTime, parseTime } from "../core/time.ts";
import type { Account } from "../store/accounts.ts";
import { metadataFault } from "./event-metadata.ts";
import { unknownEventType, unknownType } from "./event-patterns.ts";

/** An event as it was posted. */
export interface EventInput {
  readonly type: string;
  /** The producer's JSON text: valid, and sent on byte for byte. Let go of when the event's body is made. */
  readonly data: Body;
  /** RFC 3339, with any offset. */
  readonly timestamp?: string | undefined;
  /** The text of a JSON object. */
  readonly metadata?: string | undefined;
}
export type EventsShape = "one" | "many";

/** @throws Refusal `unknown_event_type`, `validation_failed`, naming every event at fault */
export function checkEvents(
  catalogue: EventTypeCatalogue,
  account: Account,
  { events, shape }: { readonly events: readonly EventInput[]; readonly shape: EventsShape },
): void {
  const unknown: FieldFault[] = [];
  const invalid: FieldFault[] = [];
  for (const [index, event] of events.entries()) {
    const path = shape === "one" ? "" : `/events/${index}`;
    if (!catalogue.find(event.type)) unknown.push(unknownType(catalogue, `${path}/type`, event.type));
    const fault = event.metadata === undefined ? undefined : metadataFault(account.id, event.metadata);
    if (fault !== undefined) invalid.push({ path: `${path}/metadata/account_id`, message: fault });
    if (event.timestamp !== undefined && parseTime(event.timestamp) === undefined) {
      invalid.push({ path: `${path}/timestamp`, message: NOT_A_TIME });
    }
  }
  if (unknown.length > 0) throw unknownEventType(unknown);
  if (invalid.length > 0) {
    throw new Refusal("validation_failed", "An event has a field that cannot be taken; nothing was accepted.", invalid);
  }
}

const NOT_A_TIME = "This is no RFC 3339 time, such as 2024-02-10T16:45:22Z. Give one, or leave it out for now.";

/** A time in UTC as it was given, digits and all; one with another offset in our own spelling. */
export function utcTimestamp(given: string): string {
  return given.endsWith("Z") && given[10] === "T" ? given : formatTime(parseTime(given) ?? Number.NaN);
}
