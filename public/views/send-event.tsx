export function SendEvent(_: { route: unknown }) {
  return null;
}
