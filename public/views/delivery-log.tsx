export function DeliveryLog(_: { route: unknown }) {
  return null;
}
