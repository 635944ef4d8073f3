import { DELIVERY_STATUSES, type EventType } from "../resources.ts";
import { type DeliveryView, navigate } from "../router.ts";

interface Props {
  readonly webhookId: string;
  readonly types: readonly EventType[];
  readonly filter: DeliveryView;
}

/** Filters by status and event type; a choice goes into the address, and to the newest page. */
export function DeliveryFilters({ webhookId, types, filter }: Props) {
  const choose = (choice: DeliveryView) =>
    navigate({ view: "webhook", webhook: webhookId, filter: { ...filter, cursor: undefined, ...choice } });
  const names = types.map(({ type }) => type);
  return (
    <div class="filters">
      <Choice
        label="Status"
        any="Any status"
        values={DELIVERY_STATUSES}
        value={filter.status}
        onChoose={(status) => choose({ status })}
      />
      <Choice
        label="Event type"
        any="Any event type"
        values={names}
        value={filter.eventType}
        onChoose={(eventType) => choose({ eventType })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly any: string;
  readonly values: readonly string[];
  readonly value: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

function Choice({ label, any, values, value, onChoose }: ChoiceProps) {
  // What the address asks for is shown even when the server no longer knows it.
  const all = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChoose(event.currentTarget.value || undefined)}
    >
      <option value="">{any}</option>
      {all.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
