export function EventList(_: { route: unknown }) {
  return null;
}
