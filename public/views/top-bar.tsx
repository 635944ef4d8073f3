import type { Account } from "../resources/accounts.ts";
import { formatRoute, navigate, type Route } from "../router.ts";
import { AccountOptions } from "./account-options.tsx";

interface Props {
  readonly accounts: readonly Account[] | undefined;
  /** The account whose key it is. */
  readonly own: string | undefined;
  readonly route: Route;
  readonly onSignOut: () => void;
}

/** The name, the ways to the views, for operators the choice of an account, and the way out. */
export function TopBar({ accounts, own, route, onSignOut }: Props) {
  return (
    <header class="top-bar">
      <a class="brand" href={formatRoute({ view: "overview" })}>
        TaskFlow Hooks
      </a>
      <nav class="views" aria-label="Views">
        {sectionsFor(accounts !== undefined, route.account).map(({ name, to, holds }) => (
          <a key={name} href={formatRoute(to)} {...(holds.includes(route.view) && { "aria-current": "page" })}>
            {name}
          </a>
        ))}
      </nav>
      {accounts && LISTS.includes(route.view) && <AccountChoice accounts={accounts} route={route} />}
      {own && <span class="account">{own}</span>}
      <button type="button" class="plain" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  );
}

interface Section {
  readonly name: string;
  readonly to: Route;
  /** The views that belong to it. */
  readonly holds: readonly Route["view"][];
}

/** Views that an operator may narrow to one account. */
const LISTS: readonly Route["view"][] = ["overview", "deliveries", "events"];

function sectionsFor(operator: boolean, account: string | undefined): readonly Section[] {
  const sections: Section[] = [
    { name: "Overview", to: { view: "overview", account }, holds: ["overview", "webhook", "register"] },
    { name: "Deliveries", to: { view: "deliveries", account, filter: {} }, holds: ["deliveries"] },
    { name: "Events", to: { view: "events", account }, holds: ["events", "event", "send"] },
  ];
  if (!operator) return sections;
  return [
    ...sections,
    { name: "Accounts", to: { view: "accounts" }, holds: ["accounts", "account"] },
    { name: "System", to: { view: "system" }, holds: ["system"] },
  ];
}

function AccountChoice({ accounts, route }: { readonly accounts: readonly Account[]; readonly route: Route }) {
  const choose = (account: string | undefined) => navigate(inFirstPage({ ...route, account }));
  return (
    <label class="account">
      <span>Account</span>
      <select value={route.account ?? ""} onChange={(event) => choose(event.currentTarget.value || undefined)}>
        <option value="">All accounts</option>
        <AccountOptions accounts={accounts} />
      </select>
    </label>
  );
}

/** A cursor belongs to the list that it was given with. */
function inFirstPage(route: Route): Route {
  if (route.view === "deliveries") return { ...route, open: undefined, filter: { ...route.filter, cursor: undefined } };
  return route.view === "events" ? { ...route, cursor: undefined } : route;
}
