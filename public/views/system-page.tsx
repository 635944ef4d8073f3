export function SystemPage(_: object) {
  return null;
}
