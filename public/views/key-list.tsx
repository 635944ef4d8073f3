import { useState } from "preact/hooks";
import { useAction } from "../action.ts";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import { usePolling } from "../polling.ts";
import type { ApiKey, NewApiKey } from "../resources/accounts.ts";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { RadioGroup } from "./radio-group.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { TextField } from "./text-field.tsx";

/** The keys of an account: made, shown once, revoked at once. */
export function KeyList({ account }: { account: string }) {
  const { api } = useDesk();
  const { value: page, fault, refresh } = usePolling(`keys ${account}`, (signal) => api.keys(account, signal));
  const [isMaking, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey>();
  return (
    <section aria-labelledby="keys-heading">
      <div class="heading">
        <h2 id="keys-heading">API keys</h2>
        <button type="button" onClick={() => setMaking(true)}>
          Make a key
        </button>
      </div>
      {!page && <Loading fault={fault} />}
      {page && page.data.length === 0 && (
        <p class="quiet">No key opens this account yet. Make one, and give it to the application that posts events.</p>
      )}
      {page && page.data.length > 0 && <Rows keys={page.data} onRevoke={setRevoked} />}
      {isMaking && <NewKey account={account} onMade={refresh} onClose={() => setMaking(false)} />}
      {revoked && <Revoke account={account} of={revoked} onDone={refresh} onClose={() => setRevoked(undefined)} />}
    </section>
  );
}

function Rows({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <table class="keys">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Last used</th>
          <th scope="col">Works until</th>
          <th scope="col">Made</th>
          <th scope="col">
            <span class="unseen">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td class="lead">
              {key.name ?? <span class="quiet">without a name</span>} <span class="id quiet">…{key.last4}</span>
            </td>
            <td data-label="Last used">{key.last_used_at ? <Moment at={key.last_used_at} /> : "never"}</td>
            <td data-label="Works until">{key.expires_at ? <Moment at={key.expires_at} /> : "it is revoked"}</td>
            <td data-label="Made">
              <Moment at={key.created_at} />
            </td>
            <td>
              {key.managed_by === "config" ? (
                <span class="quiet">from the configuration</span>
              ) : (
                <button
                  type="button"
                  aria-label={`Revoke ${key.name ?? "the key"} …${key.last4}`}
                  onClick={() => onRevoke(key)}
                >
                  Revoke
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const DAY_MS = 86_400_000;
const LIFETIMES = [
  { value: "0", label: "until it is revoked" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
] as const;
type Days = (typeof LIFETIMES)[number]["value"];

interface NewKeyProps {
  readonly account: string;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

function NewKey({ account, onMade, onClose }: NewKeyProps) {
  const { api } = useDesk();
  const [name, setName] = useState("");
  const [days, setDays] = useState<Days>("0");
  const [made, setMade] = useState<NewApiKey>();
  const form = useForm(async () => {
    const expiresAt = days === "0" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    setMade(await api.createKey(account, { name: name || null, expires_at: expiresAt }));
    onMade();
  }, ["/name", "/expires_at"]);
  return (
    <Dialog title="Make a key" onClose={onClose} firm={made !== undefined}>
      {made ? (
        <SecretOnce label="The key" secret={made.key} />
      ) : (
        <Form action={form} submit="Make the key" busy="Making…">
          <TextField
            label="Name"
            hint="What it is for, so that you know which to revoke."
            fault={form.faultAt("/name")}
            value={name}
            onInput={setName}
          />
          <RadioGroup legend="It works" options={LIFETIMES} value={days} onChoose={setDays} />
        </Form>
      )}
    </Dialog>
  );
}

interface RevokeProps {
  readonly account: string;
  readonly of: ApiKey;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function Revoke({ account, of: key, onDone, onClose }: RevokeProps) {
  const { api } = useDesk();
  const { busy, fault, run } = useAction(async () => {
    await api.revokeKey(account, key.id);
    onDone();
    onClose();
  });
  return (
    <Dialog title="Revoke the key" onClose={onClose}>
      <p>
        {key.name ?? "The key"} <span class="id">…{key.last4}</span> stops at once. Whoever still uses it gets 401.{" "}
        {key.last_used_at ? (
          <>
            It was last used <Moment at={key.last_used_at} />.
          </>
        ) : (
          "It was never used."
        )}
      </p>
      <div class="action">
        <button type="button" class="danger" aria-disabled={busy} onClick={run}>
          Revoke the key
        </button>
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
      </div>
    </Dialog>
  );
}
