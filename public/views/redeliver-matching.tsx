import { useEffect, useRef, useState } from "preact/hooks";
import { useAction } from "../action.ts";
import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { usePolling } from "../polling.ts";
import { countMatching, isUncounted, type Progress, redeliverMatching } from "../redeliver-matching.ts";
import type { DeliveryView } from "../router.ts";
import { Dialog } from "./dialog.tsx";
import { Loading } from "./loading.tsx";

interface Props {
  readonly account: string | undefined;
  readonly filter: DeliveryView;
  readonly onChange: () => void;
}

/** Asked once while the question is open. */
const ONCE_MS = 86_400_000;

/** Sends all failed deliveries again that the filter shows: says how many before, and how far it has come. */
export function RedeliverMatching({ account, filter, onChange }: Props) {
  const { api } = useDesk();
  const [isAsking, setAsking] = useState(false);
  const [progress, setProgress] = useState<Progress>();
  const ended = useRef<AbortController | undefined>(undefined);
  const { busy, fault, run } = useAction(async () => {
    const mine = new AbortController();
    ended.current = mine;
    setAsking(false);
    setProgress({ redelivered: 0, refused: 0, done: false });
    await redeliverMatching(api, { account, filter }, setProgress, mine.signal);
    onChange();
  });
  useEffect(() => () => ended.current?.abort(), []);
  if (filter.status !== "failed" && !progress) return null;
  return (
    <div class="action bulk">
      {busy && (
        <button type="button" onClick={() => ended.current?.abort()}>
          Stop
        </button>
      )}
      {!busy && filter.status === "failed" && (
        <button type="button" onClick={() => setAsking(true)}>
          Redeliver all that match
        </button>
      )}
      <span role="status">{progress && said(progress)}</span>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {isAsking && <Question account={account} filter={filter} onYes={run} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface QuestionProps extends Pick<Props, "account" | "filter"> {
  readonly onYes: () => void;
  readonly onClose: () => void;
}

function Question({ account, filter, onYes, onClose }: QuestionProps) {
  const { api, accounts } = useDesk();
  const { value: count, fault } = usePolling(
    "matching",
    (signal) => countMatching(api, { account, filter }, signal),
    () => ONCE_MS,
  );
  if (count === undefined) {
    return (
      <Dialog title="Redeliver all that match" onClose={onClose}>
        <Loading fault={fault} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Redeliver all that match" onClose={onClose}>
      <p class="count">
        {isUncounted(count) && "At least "}
        {counted(count, "failed delivery is", "failed deliveries are")} sent again
        {accounts && account === undefined && ", of all accounts"}.
      </p>
      <p class="quiet">Tests are left out, and so are those of stopped webhooks: enable these first.</p>
      <div class="action">
        <button type="button" class="primary" aria-disabled={count === 0} onClick={() => count > 0 && onYes()}>
          Send them again
        </button>
      </div>
    </Dialog>
  );
}

function said({ redelivered, refused, done }: Progress): string {
  const left = refused > 0 ? `, ${refused} not: their webhooks are stopped` : "";
  return `${counted(redelivered, "delivery is", "deliveries are")} sent again${left}${done ? "." : " …"}`;
}
