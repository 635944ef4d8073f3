import { useState } from "preact/hooks";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { DiscardDialog } from "./discard-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { RecoverDialog } from "./recover-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly types: readonly EventType[];
  readonly onChange: () => void;
}

const ACTIONS = {
  edit: "Edit",
  rotate: "Rotate secret",
  recover: "Recover failed",
  discard: "Discard waiting",
  delete: "Delete",
} as const;
type ActionName = keyof typeof ACTIONS;

/** Which of them the configuration file leaves to the page. */
const OF_CONFIGURED: readonly ActionName[] = ["recover", "discard"];
const ALL = Object.keys(ACTIONS) as readonly ActionName[];

/** What can be done with a webhook besides switching and testing it, each in a dialog. */
export function WebhookActions(props: Props) {
  const [open, setOpen] = useState<ActionName>();
  const names = props.webhook.managed_by === "config" ? OF_CONFIGURED : ALL;
  return (
    <>
      <div class="action row">
        {names.map((name) => (
          <button key={name} type="button" onClick={() => setOpen(name)}>
            {ACTIONS[name]}
          </button>
        ))}
      </div>
      {open && <ActionDialog {...props} name={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function ActionDialog({ name, ...given }: Props & { readonly name: ActionName; readonly onClose: () => void }) {
  switch (name) {
    case "edit":
      return <EditDialog {...given} />;
    case "rotate":
      return <RotateDialog {...given} />;
    case "recover":
      return <RecoverDialog {...given} />;
    case "discard":
      return <DiscardDialog {...given} />;
    default:
      return <DeleteDialog {...given} />;
  }
}
