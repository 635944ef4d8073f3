import { useDesk } from "./desk.ts";
import { POLL_MS, usePolling } from "./polling.ts";
import type { EventType } from "./resources/events.ts";

/** They change with the configuration only, at a start. */
const EVERY_MS = 60_000;

/** The types that events may have; none until they are known. */
export function useEventTypes(): readonly EventType[] {
  const { api } = useDesk();
  const { value } = usePolling(
    "event types",
    (signal) => api.eventTypes(signal),
    (latest) => (latest ? EVERY_MS : POLL_MS),
  );
  return value?.data ?? [];
}
