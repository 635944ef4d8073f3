import { useState } from "preact/hooks";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import { usePolling } from "../polling.ts";
import type { Account } from "../resources/accounts.ts";
import { formatRoute, navigate } from "../router.ts";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";
import { KeyList } from "./key-list.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { TextField } from "./text-field.tsx";

/** One customer: its keys, and the ways to its webhooks, deliveries and events. */
export function AccountPage({ id }: { id: string }) {
  const { api } = useDesk();
  const { value: account, fault, refresh } = usePolling(`account ${id}`, (signal) => api.account(id, signal));
  return (
    <>
      <nav aria-label="Back">
        <a href={formatRoute({ view: "accounts" })}>← All accounts</a>
      </nav>
      {account ? (
        <>
          <StaleNotice fault={fault} />
          <Head account={account} onChange={refresh} />
          <KeyList account={account.id} />
        </>
      ) : (
        <Loading fault={fault} />
      )}
    </>
  );
}

function Head({ account, onChange }: { account: Account; onChange: () => void }) {
  const [open, setOpen] = useState<"rename" | "delete">();
  const close = () => setOpen(undefined);
  const { id } = account;
  return (
    <header>
      <h1>{account.name ?? id}</h1>
      <dl class="facts">
        <dt>Id</dt>
        <dd class="id">{id}</dd>
        <dt>Made</dt>
        <dd>
          <Moment at={account.created_at} inFull />
        </dd>
      </dl>
      <div class="action row">
        <a class="button" href={formatRoute({ view: "overview", account: id })}>
          Its webhooks
        </a>
        <a class="button" href={formatRoute({ view: "deliveries", account: id, filter: {} })}>
          Its deliveries
        </a>
        <a class="button" href={formatRoute({ view: "events", account: id })}>
          Its events
        </a>
        {account.managed_by === "api" && (
          <>
            <button type="button" onClick={() => setOpen("rename")}>
              Rename
            </button>
            <button type="button" onClick={() => setOpen("delete")}>
              Delete
            </button>
          </>
        )}
      </div>
      {account.managed_by === "config" && (
        <p class="quiet">The configuration file decides its name and its keys there.</p>
      )}
      {open === "rename" && <Rename account={account} onClose={close} onChange={onChange} />}
      {open === "delete" && <Delete account={account} onClose={close} />}
    </header>
  );
}

interface DialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}

function Rename({ account, onClose, onChange }: DialogProps & { readonly onChange: () => void }) {
  const { api } = useDesk();
  const [name, setName] = useState(account.name ?? "");
  const [isRenamed, setRenamed] = useState(false);
  const form = useForm(async () => {
    await api.renameAccount(account.id, name || null);
    onChange();
    setRenamed(true);
  }, ["/name"]);
  return (
    <Dialog title="Rename the account" onClose={onClose} done={isRenamed}>
      <Form action={form} submit="Rename" busy="Renaming…">
        <TextField label="Name" fault={form.faultAt("/name")} value={name} onInput={setName} />
      </Form>
    </Dialog>
  );
}

function Delete({ account, onClose }: DialogProps) {
  const { api } = useDesk();
  const [typed, setTyped] = useState("");
  const form = useForm(async () => {
    await api.deleteAccount(account.id);
    navigate({ view: "accounts" });
  }, []);
  return (
    <Dialog title="Delete the account" onClose={onClose}>
      <p>
        Its keys stop at once, its webhooks are deleted, and what waits for them is canceled. This cannot be undone.
      </p>
      <Form action={form} submit="Delete the account" busy="Deleting…" danger disabled={typed !== account.id}>
        <TextField label={`To go on, type ${account.id}`} value={typed} onInput={setTyped} />
      </Form>
    </Dialog>
  );
}
