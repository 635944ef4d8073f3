export function AccountList(_: object) {
  return null;
}
