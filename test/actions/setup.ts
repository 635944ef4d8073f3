import type { Configured } from "../../src/actions/configured.ts";
import { requireWebhook } from "../../src/actions/find-webhook.ts";
import { reconcileConfig } from "../../src/actions/reconcile-config.ts";
import { Refusal } from "../../src/core/errors.ts";
import { startEngine } from "../support/engine.ts";

export const URL = "http://a.test/";

/** The engine with what the actions of the configuration need. */
export async function setup() {
  const engine = await startEngine();
  const { context } = engine;
  return {
    ...engine,
    /** What a start with this configuration does. */
    reconcile: (configured: Partial<Configured>) =>
      reconcileConfig(context, { accounts: [], operatorKeys: [], webhooks: [], ...configured }),
    find: (id: string) => requireWebhook(context, null, id),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** What was refused, by its code; throws when nothing was. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => "nothing",
    (fault: unknown) => fault,
  );
  if (outcome instanceof Refusal) return outcome.problem;
  throw new Error("It was not refused.", { cause: outcome });
}
