import type { Account } from "../resources/accounts.ts";

/** Accounts to choose from, by name where they have one. */
export function AccountOptions({ accounts }: { accounts: readonly Account[] }) {
  return (
    <>
      {accounts.map(({ id, name }) => (
        <option key={id} value={id}>
          {name ? `${name} (${id})` : id}
        </option>
      ))}
    </>
  );
}
