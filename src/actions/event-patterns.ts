import { type FieldFault, Refusal } from "../core/errors.ts";
import type { EventTypeCatalogue } from "../core/event-types.ts";
import { closest } from "../core/suggest.ts";
import type { Context } from "./context.ts";

/** Refuses event types that nobody knows, each with the nearest known one. */
export function checkEventPatterns(catalogue: EventTypeCatalogue, patterns: readonly string[]): void {
  const faults: FieldFault[] = [];
  for (const [index, pattern] of patterns.entries()) {
    if (!catalogue.knowsPattern(pattern)) faults.push(unknownType(catalogue, `/events/${index}`, pattern));
  }
  if (faults.length > 0) throw unknownEventType(faults);
}

/**
 * A list is filtered by a known type, or by one that events had while it was known.
 *
 * @param parameter what the filter is called
 * @throws Refusal `unknown_event_type`
 */
export async function checkTypeFilter(
  { eventTypes, store }: Pick<Context, "eventTypes" | "store">,
  parameter: string,
  type: string | undefined,
): Promise<void> {
  if (type === undefined || eventTypes.find(type) || (await store.events.hasType(type))) return;
  throw unknownEventType([unknownType(eventTypes, parameter, type)]);
}

export function unknownType(catalogue: EventTypeCatalogue, path: string, type: string): FieldFault {
  const suggestion = closest(
    type,
    catalogue.all.map((known) => known.type),
  );
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  return { path, message: `This is no known event type.${hint} GET /v2/event-types lists them.` };
}

export function unknownEventType(faults: readonly FieldFault[]): Refusal {
  return new Refusal(
    "unknown_event_type",
    "An event type is not known here. GET /v2/event-types lists the known ones; `*` and prefixes such as `task.*` work for webhooks; the configuration's `eventTypes` adds more.",
    faults,
  );
}
