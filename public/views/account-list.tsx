import { useState } from "preact/hooks";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import { usePolling } from "../polling.ts";
import type { Account } from "../resources/accounts.ts";
import { formatRoute, navigate } from "../router.ts";
import { Columns } from "./columns.tsx";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { TextField } from "./text-field.tsx";

/** The customers, for the operator. */
export function AccountList() {
  const { api } = useDesk();
  const [isMaking, setMaking] = useState(false);
  const { value: page, fault } = usePolling("accounts", (signal) => api.accounts(signal));
  return (
    <section aria-labelledby="accounts-heading">
      <div class="heading">
        <h1 id="accounts-heading">Accounts</h1>
        <button type="button" onClick={() => setMaking(true)}>
          Make an account
        </button>
      </div>
      {page ? <Rows accounts={page.data} /> : <Loading fault={fault} />}
      {page && page.next_cursor !== null && (
        <p class="quiet">These are the newest {page.data.length}. The others are in the API: GET /v2/accounts.</p>
      )}
      {isMaking && <NewAccount onClose={() => setMaking(false)} />}
    </section>
  );
}

function Rows({ accounts }: { accounts: readonly Account[] }) {
  if (accounts.length === 0) return <p class="quiet">There is no account yet. Make one, and a key for it.</p>;
  return (
    <table>
      <Columns names={["Account", "Managed by", "Made"]} />
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id} class="row-link">
            <td class="lead">
              <a href={formatRoute({ view: "account", id: account.id })}>{account.name ?? account.id}</a>
              {account.name && <span class="quiet id under">{account.id}</span>}
            </td>
            <td data-label="Managed by">{account.managed_by === "config" ? "configuration file" : "API"}</td>
            <td data-label="Made">
              <Moment at={account.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewAccount({ onClose }: { onClose: () => void }) {
  const { api } = useDesk();
  const [name, setName] = useState("");
  const [id, setId] = useState("");
  const form = useForm(async () => {
    const account = await api.createAccount({ ...(id && { id }), ...(name && { name }) });
    navigate({ view: "account", id: account.id });
  }, ["/name", "/id"]);
  return (
    <Dialog title="Make an account" onClose={onClose}>
      <Form action={form} submit="Make the account" busy="Making…">
        <TextField label="Name" hint="For people." fault={form.faultAt("/name")} value={name} onInput={setName} />
        <TextField
          label="Id"
          hint="Your own, beginning with acc_, or left empty: then one is made."
          placeholder="acc_acme"
          fault={form.faultAt("/id")}
          value={id}
          onInput={setId}
        />
      </Form>
    </Dialog>
  );
}
