import { useEffect, useState } from "preact/hooks";
import { Refused } from "../api/client.ts";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import { POLL_MS, usePolling } from "../polling.ts";
import type { EventType } from "../resources/events.ts";
import type { NewWebhook } from "../resources/webhooks.ts";
import { formatRoute } from "../router.ts";
import { EMPTY_DRAFT, missingIn, registrationOf } from "../webhook-draft.ts";
import { Field } from "./field.tsx";
import { Form } from "./form.tsx";
import { Loading } from "./loading.tsx";
import { RegisteredWebhook } from "./registered-webhook.tsx";
import { TextField } from "./text-field.tsx";
import { WEBHOOK_PATHS, WebhookFields } from "./webhook-fields.tsx";

/** Event types change with the configuration only, at a start. */
const TYPES_EVERY_MS = 60_000;

/** Registers a webhook, then shows its secret and the way on. @param account whose it is to be, for an operator */
export function RegisterWebhook({ account }: { account: string | undefined }) {
  const { api } = useDesk();
  const [registered, setRegistered] = useState<NewWebhook>();
  const { value, fault } = usePolling(
    "event types",
    (signal) => api.eventTypes(signal),
    (latest) => (latest ? TYPES_EVERY_MS : POLL_MS),
  );
  useEffect(() => {
    document.title = "Register a webhook · TaskFlow Hooks";
  }, []);

  if (!value) return <Loading fault={fault} />;
  if (registered) return <RegisteredWebhook webhook={registered} types={value.data} />;
  return (
    <>
      <nav aria-label="Back">
        <a href={formatRoute({ view: "overview", account })}>← All webhooks</a>
      </nav>
      <section class="narrow">
        <h1>Register a webhook</h1>
        <p>It gets a signed POST request for every event that it listens to.</p>
        <RegistrationForm account={account} types={value.data} onRegister={setRegistered} />
      </section>
    </>
  );
}

interface FormProps {
  readonly account: string | undefined;
  readonly types: readonly EventType[];
  readonly onRegister: (webhook: NewWebhook) => void;
}

function RegistrationForm({ account, types, onRegister }: FormProps) {
  const { api, accounts } = useDesk();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [secret, setSecret] = useState("");
  const [owner, setOwner] = useState(account ?? (accounts?.length === 1 ? accounts[0]?.id : undefined));
  const action = useForm(async () => {
    const ownerless = accounts && owner === undefined;
    const missing = [
      ...(ownerless ? [{ path: "/account_id", message: "Choose whose it is." }] : []),
      ...missingIn(draft),
    ];
    if (missing.length > 0) throw new Refused(422, "Something is missing.", missing);
    onRegister(
      await api.register({
        ...registrationOf(draft),
        ...(secret && { secret }),
        ...(accounts && owner !== undefined && { account_id: owner }),
      }),
    );
  }, [...WEBHOOK_PATHS, "/secret", "/account_id"]);
  return (
    <Form action={action} submit="Register webhook" busy="Registering…">
      {accounts && (
        <Field label="Account" fault={action.faultAt("/account_id")}>
          {(tied) => (
            <select
              {...tied}
              value={owner ?? ""}
              onChange={(event) => setOwner(event.currentTarget.value || undefined)}
            >
              <option value="">Choose an account</option>
              {accounts.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name ? `${name} (${id})` : id}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <WebhookFields draft={draft} types={types} faultAt={action.faultAt} onChange={setDraft} />
      <TextField
        label="Secret (optional)"
        hint="What its requests are signed with. Leave it empty, and one is made and shown to you."
        value={secret}
        fault={action.faultAt("/secret")}
        onInput={setSecret}
      />
    </Form>
  );
}
