export function EventPage(_: { id: string }) {
  return null;
}
