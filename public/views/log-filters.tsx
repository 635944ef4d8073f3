import { useEffect, useRef, useState } from "preact/hooks";
import { endpointName } from "../endpoint-name.ts";
import { useEventTypes } from "../event-types.ts";
import { ATTEMPT_ERRORS, DELIVERY_STATUSES } from "../resources/deliveries.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { type DeliveryView, navigate, type Route } from "../router.ts";
import { Choice } from "./choice.tsx";

interface Props {
  readonly route: Extract<Route, { view: "deliveries" }>;
  readonly webhooks: readonly Webhook[];
}

const HOUR_MS = 3_600_000;
const TIMES = [
  { name: "The last hour", ms: HOUR_MS },
  { name: "The last 24 hours", ms: 24 * HOUR_MS },
  { name: "The last 7 days", ms: 168 * HOUR_MS },
] as const;
/** A typed filter is followed once the reader pauses. */
const PAUSE_MS = 400;

/** Filters of the log; a choice goes into the address, and to the newest page. */
export function LogFilters({ route, webhooks }: Props) {
  const { filter } = route;
  const types = useEventTypes();
  // What was typed comes a moment later, and must not take back what was chosen meanwhile.
  const latest = useRef(route);
  latest.current = route;
  const choose = (choice: DeliveryView) =>
    navigate({
      ...latest.current,
      open: undefined,
      filter: { ...latest.current.filter, cursor: undefined, ...choice },
    });
  return (
    <search class="filters log-filters">
      <TypedFilter
        label="Find by id"
        placeholder="Find by id: del_… or evt_…"
        isSearch
        value={filter.id}
        onType={(id) => choose({ id })}
      />
      <Choice
        label="Status"
        any="Any status"
        values={DELIVERY_STATUSES}
        value={filter.status}
        onChoose={(status) => choose({ status })}
      />
      <WebhookChoice webhooks={webhooks} value={filter.webhook} onChoose={(webhook) => choose({ webhook })} />
      <Choice
        label="Event type"
        any="Any event type"
        values={types.map(({ type }) => type)}
        value={filter.eventType}
        onChoose={(eventType) => choose({ eventType })}
      />
      <Choice
        label="Error"
        any="Any outcome"
        values={ATTEMPT_ERRORS}
        value={filter.error}
        onChoose={(error) => choose({ error })}
      />
      <TypedFilter
        label="Status code"
        placeholder="503 or 5xx"
        value={filter.statusCode}
        onType={(statusCode) => choose({ statusCode })}
      />
      <TimeChoice since={filter.since} onChoose={(since) => choose({ since, until: undefined })} />
    </search>
  );
}

interface ChosenProps {
  readonly value: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

function WebhookChoice({ webhooks, value, onChoose }: ChosenProps & { readonly webhooks: readonly Webhook[] }) {
  const isKnown = value === undefined || webhooks.some(({ id }) => id === value);
  return (
    <select
      aria-label="Webhook"
      value={value ?? ""}
      onChange={(event) => onChoose(event.currentTarget.value || undefined)}
    >
      <option value="">Any webhook</option>
      {!isKnown && <option value={value}>{value}</option>}
      {webhooks.map(({ id, url }) => (
        <option key={id} value={id}>
          {endpointName(url)}
        </option>
      ))}
    </select>
  );
}

/** From when on; the address holds the moment itself, so that a link leads to the same rows. */
function TimeChoice({ since, onChoose }: { since: string | undefined; onChoose: (since: string | undefined) => void }) {
  return (
    <select
      aria-label="Time"
      value={since === undefined ? "" : "kept"}
      onChange={(event) => {
        const ms = Number(event.currentTarget.value);
        onChoose(ms > 0 ? new Date(Date.now() - ms).toISOString() : undefined);
      }}
    >
      <option value="">Any time</option>
      {since !== undefined && <option value="kept">Since {new Date(since).toLocaleString()}</option>}
      {TIMES.map(({ name, ms }) => (
        <option key={ms} value={ms}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface TypedProps {
  readonly label: string;
  readonly placeholder: string;
  readonly isSearch?: boolean;
  readonly value: string | undefined;
  readonly onType: (value: string | undefined) => void;
}

function TypedFilter({ label, placeholder, isSearch = false, value, onType }: TypedProps) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  useEffect(() => {
    const wished = text.trim();
    if (wished === (value ?? "")) return;
    const timer = setTimeout(() => onType(wished || undefined), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const given = {
    "aria-label": label,
    placeholder,
    value: text,
    spellcheck: false,
    onInput: (event: InputEvent & { readonly currentTarget: HTMLInputElement }) => setText(event.currentTarget.value),
  };
  return isSearch ? <input type="search" {...given} /> : <input type="text" autocomplete="off" {...given} />;
}
