import type { AcceptedEvent } from "../../test/e2e/appliance.ts";
import { produce } from "../../test/e2e/producers.ts";
import type { Appliance } from "../harness/appliance.ts";

export interface LoadOptions {
  readonly accounts: number;
  readonly producersPerAccount: number;
  /** What a producer waits before it posts again. */
  readonly paceMs: number;
}
export interface LoadDeps extends LoadOptions {
  appliance(): Appliance;
  /** How often the appliance went. */
  ends(): number;
  /** Resolves when it is there again after it went the last time. */
  revival(): Promise<void>;
}
export interface Load {
  /** What was answered 202 so far. */
  readonly accepted: readonly AcceptedEvent[];
  /** Runs `work` while producers post, and resolves when the last of what they posted is accepted. */
  during(work: () => Promise<void>): Promise<void>;
}

export function createLoad({ accounts, producersPerAccount, paceMs, appliance, ends, revival }: LoadDeps): Load {
  const accepted: AcceptedEvent[] = [];

  async function post<Body>(account: number, path: string, body: unknown, own: Readonly<Record<string, string>> = {}) {
    await Bun.sleep(paceMs);
    const { url, authorizationOf } = appliance();
    const headers = { authorization: authorizationOf(account), "content-type": "application/json", ...own };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const answered = { status: response.status, body: (await response.json()) as Body };
    if (response.status === 202) accepted.push(answered.body as AcceptedEvent);
    return answered;
  }

  return {
    accepted,
    async during(work) {
      let wanted = true;
      const orders = {
        producers: producersPerAccount,
        wants: () => wanted,
        onProgress() {},
        kills: ends,
        revival,
      };
      const producersOf = (account: number) =>
        produce({ post: (path, body, headers) => post(account, path, body, headers) }, orders);
      const producing = Promise.all(Array.from({ length: accounts }, (_, account) => producersOf(account)));
      // Awaited below: a producer that gives up early is no unhandled rejection meanwhile.
      producing.catch(() => {});
      await work().finally(() => {
        wanted = false;
      });
      await producing;
    },
  };
}
