import { useState } from "preact/hooks";
import { useDesk } from "../desk.ts";
import { useForm } from "../form-action.ts";
import type { RotatedSecret, Webhook } from "../resources/webhooks.ts";
import { Dialog } from "./dialog.tsx";
import { Form } from "./form.tsx";
import { Moment } from "./moment.tsx";
import { RadioGroup } from "./radio-group.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { TextField } from "./text-field.tsx";

const OVERLAPS = [
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "24 hours" },
  { value: "604800", label: "7 days" },
] as const;

type Overlap = (typeof OVERLAPS)[number]["value"];

/** Gives a webhook a new secret beside the one before it, and shows it once. */
export function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const [rotated, setRotated] = useState<RotatedSecret>();
  return (
    <Dialog title="Rotate the secret" onClose={onClose} firm>
      {rotated ? <Result rotated={rotated} /> : <RotateForm webhook={webhook} onRotate={setRotated} />}
    </Dialog>
  );
}

function RotateForm({ webhook, onRotate }: { webhook: Webhook; onRotate: (rotated: RotatedSecret) => void }) {
  const { api } = useDesk();
  const [overlap, setOverlap] = useState<Overlap>("86400");
  const [secret, setSecret] = useState("");
  const action = useForm(
    async () => onRotate(await api.rotateSecret(webhook.id, Number(overlap), secret || undefined)),
    ["/secret"],
  );
  return (
    <>
      <p>
        For as long as you choose, <code>webhook-signature</code> holds two signatures, one with the new secret and one
        with the old: a receiver that checks it takes every request before and after it is given the new one.
      </p>
      <p>
        <code>X-TaskFlow-Signature</code> has room for one, and is made with the new secret at once. A receiver that
        checks that must accept both secrets first.
      </p>
      <Form action={action} submit="Rotate secret" busy="Rotating…">
        <RadioGroup legend="The old secret signs too for" options={OVERLAPS} value={overlap} onChoose={setOverlap} />
        <TextField
          label="New secret (optional)"
          hint="Leave it empty, and one is made and shown to you."
          value={secret}
          fault={action.faultAt("/secret")}
          onInput={setSecret}
        />
      </Form>
    </>
  );
}

function Result({ rotated }: { rotated: RotatedSecret }) {
  return (
    <>
      <p role="status">
        The new secret signs from now on; the old one does too until{" "}
        <Moment at={rotated.previous_secret_expires_at} inFull />.
      </p>
      {rotated.secret !== undefined && <SecretOnce label="The new secret" secret={rotated.secret} />}
    </>
  );
}
