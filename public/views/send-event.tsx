import { useState } from "preact/hooks";
import { Refused } from "../api/client.ts";
import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { useEventTypes } from "../event-types.ts";
import { useForm } from "../form-action.ts";
import { prettyJson } from "../pretty-json.ts";
import type { AcceptedEvent } from "../resources/events.ts";
import { formatRoute, navigate, type Route } from "../router.ts";
import { AccountOptions } from "./account-options.tsx";
import { Field } from "./field.tsx";
import { Form } from "./form.tsx";
import { TextField } from "./text-field.tsx";

const DATA_ROWS = 12;

/** Posts an event by hand, with the sample of its type to begin with. */
export function SendEvent({ route }: { route: Extract<Route, { view: "send" }> }) {
  const { api, accounts } = useDesk();
  const types = useEventTypes();
  const type = route.eventType ?? types[0]?.type ?? "";
  const known = types.find((each) => each.type === type);
  const [written, setWritten] = useState<{ readonly chosen: string | undefined; readonly data: string }>();
  const [accepted, setAccepted] = useState<AcceptedEvent>();
  // By what was chosen: what is written before the types are known stays when they come.
  const data =
    written && written.chosen === route.eventType ? written.data : prettyJson(JSON.stringify(known?.example ?? {}));
  const account = route.account ?? (accounts?.length === 1 ? accounts[0]?.id : undefined);
  const form = useForm(async () => {
    setAccepted(undefined);
    setAccepted(await api.sendEvent(bodyOf({ account, type, data })));
  }, ["/account_id", "/type", "/data"]);
  return (
    <>
      <nav aria-label="Back">
        <a href={formatRoute({ view: "events", account })}>← All events</a>
      </nav>
      <section class="narrow send-event" aria-labelledby="send-heading">
        <h1 id="send-heading">Send an event</h1>
        <p class="quiet">
          It is a real one: every webhook {accounts && "of its account "}that listens to its type gets it, and it counts
          for the day. To try one webhook alone, use the test on its page.
        </p>
        <Form action={form} submit="Send event" busy="Sending…" disabled={type === ""}>
          {accounts && (
            <Field label="Account" hint="Whose webhooks get it." fault={form.faultAt("/account_id")}>
              {(tied) => (
                <select
                  {...tied}
                  value={account ?? ""}
                  onChange={(event) => navigate({ ...route, account: event.currentTarget.value || undefined })}
                >
                  <option value="">Choose an account</option>
                  <AccountOptions accounts={accounts} />
                </select>
              )}
            </Field>
          )}
          <Field label="Event type" hint={known?.description} fault={form.faultAt("/type")}>
            {(tied) => (
              <select
                {...tied}
                value={type}
                onChange={(event) => navigate({ ...route, eventType: event.currentTarget.value })}
              >
                {types.map((each) => (
                  <option key={each.type} value={each.type}>
                    {each.type}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <TextField
            label="Data"
            hint="Any JSON value. It reaches the endpoints byte for byte as it stands here."
            fault={form.faultAt("/data")}
            value={data}
            onInput={(text) => setWritten({ chosen: route.eventType, data: text })}
            rows={DATA_ROWS}
          />
        </Form>
        <div role="status">{accepted && <Accepted event={accepted} />}</div>
      </section>
    </>
  );
}

/** The data stays as it was written. @throws Refused when it is no JSON */
function bodyOf({ account, type, data }: { account: string | undefined; type: string; data: string }): string {
  try {
    JSON.parse(data);
  } catch {
    const message = "This is not valid JSON. A trailing comma or a missing quote is usual.";
    throw new Refused(422, message, [{ path: "/data", message }]);
  }
  const rest = JSON.stringify({ ...(account && { account_id: account }), type });
  return `${rest.slice(0, -1)},"data":${data.trim()}}`;
}

function Accepted({ event }: { event: AcceptedEvent }) {
  const count = event.deliveries.length;
  return (
    <p class={count > 0 ? "notice good" : "notice waiting"}>
      {count > 0
        ? `Accepted, and on its way to ${counted(count, "webhook")}. `
        : "Accepted, but no webhook listens to this type: nothing is sent. "}
      <a href={formatRoute({ view: "event", event: event.id })}>See the event</a>
    </p>
  );
}
