import { useEffect, useRef, useState } from "preact/hooks";
import { useAction } from "../action.ts";
import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { type Progress, redeliverMatching } from "../redeliver-matching.ts";
import type { DeliveryView } from "../router.ts";

interface Props {
  readonly account: string | undefined;
  readonly filter: DeliveryView;
  readonly onChange: () => void;
}

/** Sends all failed deliveries again that the filter shows, and says how far it has come. */
export function RedeliverMatching({ account, filter, onChange }: Props) {
  const { api } = useDesk();
  const [progress, setProgress] = useState<Progress>();
  const ended = useRef<AbortController | undefined>(undefined);
  const { busy, fault, run } = useAction(async () => {
    const mine = new AbortController();
    ended.current = mine;
    setProgress({ redelivered: 0, refused: 0, done: false });
    await redeliverMatching(api, { account, filter }, setProgress, mine.signal);
    onChange();
  });
  useEffect(() => () => ended.current?.abort(), []);
  if (filter.status !== "failed" && !progress) return null;
  return (
    <div class="action bulk">
      {busy ? (
        <button type="button" onClick={() => ended.current?.abort()}>
          Stop
        </button>
      ) : (
        filter.status === "failed" && (
          <button type="button" onClick={run}>
            Redeliver all that match
          </button>
        )
      )}
      <span role="status">{progress && said(progress)}</span>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function said({ redelivered, refused, done }: Progress): string {
  const left = refused > 0 ? `, ${refused} not: their webhooks are stopped` : "";
  return `${counted(redelivered, "delivery is", "deliveries are")} sent again${left}${done ? "." : " …"}`;
}
