import type { Account } from "../resources.ts";
import { formatRoute, navigate, type Route } from "../router.ts";

interface Props {
  readonly accounts: readonly Account[] | undefined;
  readonly route: Route;
  readonly onSignOut: () => void;
}

/** The name, for operators the choice of an account, and the way out. */
export function TopBar({ accounts, route, onSignOut }: Props) {
  const account = route.view === "overview" ? route.account : undefined;
  return (
    <header class="top-bar">
      <a class="brand" href={formatRoute({ view: "overview" })}>
        TaskFlow Hooks
      </a>
      {accounts && route.view === "overview" && (
        <label class="account">
          <span>Account</span>
          <select
            value={account ?? ""}
            onChange={(event) => navigate({ view: "overview", account: event.currentTarget.value || undefined })}
          >
            <option value="">All accounts</option>
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name ? `${name} (${id})` : id}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" class="plain" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  );
}
