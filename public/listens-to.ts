/** Whether a webhook with these `events` gets events of `type`: by name, `task.*` or `*`. */
export function listensTo(events: readonly string[], type: string): boolean {
  return events.some(
    (pattern) =>
      pattern === "*" || pattern === type || (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))),
  );
}
