import type { ComponentChildren } from "preact";
import { bytes, counted, grouped, percent } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { lengthOf } from "../moments.ts";
import { usePolling } from "../polling.ts";
import type { System } from "../resources/system.ts";
import { Attention } from "./attention.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { SettingTable } from "./setting-table.tsx";
import { StaleNotice } from "./stale-notice.tsx";

/** The appliance itself: its storage, what it is at, and its settings. */
export function SystemPage() {
  const { accounts } = useDesk();
  return accounts === undefined ? <ForOperators /> : <SystemFacts />;
}

function ForOperators() {
  return (
    <header>
      <h1>System</h1>
      <p>Only an operator’s key may look at the system, and yours is an account’s.</p>
    </header>
  );
}

function SystemFacts() {
  const { api } = useDesk();
  const { value: system, fault } = usePolling("system", (signal) => api.system(signal));
  if (!system) return <Loading fault={fault} />;
  return (
    <>
      <StaleNotice fault={fault} />
      <header>
        <h1>System</h1>
        <p class="quiet">
          TaskFlow Hooks {system.version} on Bun {system.bun_version}, started <Moment at={system.started_at} />.
        </p>
      </header>
      {system.findings.length > 0 && <Attention troubles={[]} findings={system.findings} onChange={() => {}} />}
      <Storage of={system} />
      <Dispatcher of={system} />
      <SettingTable settings={system.configuration} />
    </>
  );
}

const STORAGE = { ok: "takes writes", full: "full: new events are refused", failing: "fails" } as const;

function Storage({ of: { storage, data_folder: folder } }: { of: System }) {
  const {
    bytes: size,
    growth_bytes_per_day: growth,
    free_disk_bytes: free,
    disk_bytes: disk,
    max_bytes: most,
  } = storage;
  return (
    <Facts title="Storage">
      <dt>State</dt>
      <dd>
        <span class={`badge ${storage.status === "ok" ? "good" : "bad"}`}>{STORAGE[storage.status]}</span>
      </dd>
      <dt>Database</dt>
      <dd>
        {bytes(storage.page_count * storage.page_size)}
        {most !== null && ` of ${bytes(most)} (storage.maxBytes)`}
        {storage.freelist_count > 0 &&
          `, ${percent(storage.freelist_count / storage.page_count)} of it free to be used again`}
        ; {bytes(size)} with its log
      </dd>
      <dt>Growth</dt>
      <dd>{growth === null ? "known after an hour" : growthOf(growth)}</dd>
      <dt>Disk</dt>
      <dd>{free === null || disk === null ? "unknown" : `${bytes(free)} free of ${bytes(disk)}`}</dd>
      <dt>Folder</dt>
      <dd class="id">{folder}</dd>
    </Facts>
  );
}

function growthOf(perDay: number): string {
  return perDay > 0 ? `${bytes(perDay)} a day` : "none";
}

function Dispatcher({ of: { dispatcher, event_loop_lag_ms: lag } }: { of: System }) {
  const { clock_jump: jump, oldest_due_at: oldest } = dispatcher;
  return (
    <Facts title="Dispatcher">
      <dt>State</dt>
      <dd>
        <span class={`badge ${dispatcher.running ? "good" : "bad"}`}>
          {dispatcher.running ? "running" : "standing still"}
        </span>
      </dd>
      <dt>In flight</dt>
      <dd>
        {counted(dispatcher.attempts_in_flight, "attempt")} of at most {grouped(dispatcher.slots)}
      </dd>
      <dt>Pending</dt>
      <dd>
        {grouped(dispatcher.pending)}
        {oldest !== null && (
          <>
            , {Date.parse(oldest) > Date.now() ? "next" : "oldest due"} <Moment at={oldest} />
          </>
        )}
      </dd>
      <dt>Held</dt>
      <dd>{grouped(dispatcher.held)}</dd>
      <dt>Event loop</dt>
      <dd>held up for {lengthOf(lag)} at most in the last minute</dd>
      <dt>Clock</dt>
      <dd>
        {jump === null ? (
          "never set while it ran"
        ) : (
          <>
            set {jump.by_ms > 0 ? "forward" : "back"} by {lengthOf(Math.abs(jump.by_ms))} <Moment at={jump.at} />
          </>
        )}
      </dd>
    </Facts>
  );
}

function Facts({ title, children }: { title: string; children: ComponentChildren }) {
  const id = `${title.toLowerCase()}-heading`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="facts">{children}</dl>
    </section>
  );
}
