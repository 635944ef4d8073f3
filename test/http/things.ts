import { createAccount } from "../../src/actions/accounts.ts";
import { createKey } from "../../src/actions/keys.ts";
import { type setup, URL } from "./setup.ts";

type Api = Awaited<ReturnType<typeof setup>>;

/** Ids of what a path may name. */
export interface Things {
  readonly webhook: string;
  readonly delivery: string;
  readonly event: string;
  /** An account made for this, and a key of it. */
  readonly account: string;
  readonly accountsKey: string;
}

/** One of everything, as the account whose key it is has it; the operator's part besides. */
export async function thingsOf(api: Api, key: string): Promise<Things> {
  const { body: webhook } = await api.post("/v2/webhooks", { url: URL, events: ["*"] }, { key });
  const { body: event } = await api.post("/v2/events", { type: "task.created", data: {} }, { key });
  const account = await createAccount(api.context, {});
  const { record } = await createKey(api.context, account, {});
  await api.post("/dev/inbox/x", {});
  await api.engine.clock.rest();
  const own = event.deliveries.find(({ webhook_id }: { webhook_id: string }) => webhook_id === webhook.id);
  return { webhook: webhook.id, delivery: own.id, event: event.id, account: account.id, accountsKey: record.id };
}

/** Ids as they are made here, of things that there never were. */
export function neverMade({ context }: Api): Things {
  const { next } = context.ids;
  const [account, accountsKey] = [next("acc"), next("key")];
  return { webhook: next("wh"), delivery: next("del"), event: next("evt"), account, accountsKey };
}

/** `/v2/webhooks/{id}` with the id of the webhook. */
export function pathTo(template: string, things: Things): string {
  const [, collection] = /^\/v2\/(\w+)/.exec(template) ?? [];
  const byCollection: Record<string, string> = {
    webhooks: things.webhook,
    events: things.event,
    accounts: things.account,
  };
  const names: Record<string, string | undefined> = {
    id: byCollection[collection ?? ""],
    delivery_id: things.delivery,
    key_id: things.accountsKey,
    name: "x",
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = names[name];
    if (id === undefined) throw new Error(`Nothing stands for {${name}} of ${template}: say what it names here.`);
    return id;
  });
}
