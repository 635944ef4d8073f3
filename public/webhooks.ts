import { useDesk } from "./desk.ts";
import { POLL_MS, usePolling } from "./polling.ts";
import type { Webhook } from "./resources/webhooks.ts";

/** They are looked up for their names. */
const EVERY_MS = 30_000;

/** The newest webhooks of an account, or for an operator of all; none until they are known. */
export function useWebhooks(account: string | undefined): readonly Webhook[] {
  const { api } = useDesk();
  const { value } = usePolling(
    `webhooks ${account ?? ""}`,
    (signal) => api.webhooks(account, undefined, signal),
    (latest) => (latest ? EVERY_MS : POLL_MS),
  );
  return value?.data ?? [];
}
