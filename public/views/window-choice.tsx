import { STATS_WINDOWS, type StatsWindow } from "../resources/stats.ts";
import { formatRoute } from "../router.ts";

const NAMES: Readonly<Record<StatsWindow, string>> = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days" };

/** The time that figures and chart are of, in the address. */
export function WindowChoice({ window, account }: { window: StatsWindow; account: string | undefined }) {
  return (
    <nav class="segments" aria-label="Time">
      {STATS_WINDOWS.map((each) => (
        <a
          key={each}
          href={formatRoute({ view: "overview", window: each, account })}
          {...(each === window && { "aria-current": "true" })}
        >
          {NAMES[each]}
        </a>
      ))}
    </nav>
  );
}
