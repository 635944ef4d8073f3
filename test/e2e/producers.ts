import type { AcceptedEvent, Appliance } from "./appliance.ts";

export interface Load {
  readonly producers: number;
  /** Whether one more event is wanted, after so many. */
  wants(after: number): boolean;
  /** Called when a request begins, and when an event is accepted. */
  onProgress(): void;
  /** How often the appliance went. */
  kills(): number;
  /** Resolves when it is there again after it went the last time. */
  revival(): Promise<void>;
}

/**
 * Posts events whose `data` is a number from 0, from several producers at once. Each does what a careful producer does: with
 * no answer it posts the same again under the same `Idempotency-Key`. Resolves with what was answered, by number.
 */
export async function produce(appliance: Pick<Appliance, "post">, load: Load): Promise<readonly AcceptedEvent[]> {
  const accepted: AcceptedEvent[] = [];
  let next = 0;

  async function post(data: number): Promise<AcceptedEvent> {
    const seen = await whenUp(load);
    load.onProgress();
    try {
      const key = { "idempotency-key": `event-${data}` };
      const { status, body } = await appliance.post<AcceptedEvent>("/v2/events", { type: "task.created", data }, key);
      if (status !== 202) throw new Refused(`Event ${data} got ${status}: ${JSON.stringify(body)}`);
      return body;
    } catch (fault) {
      if (fault instanceof Refused || load.kills() === seen) throw fault;
      return post(data);
    }
  }

  async function produceInTurn(): Promise<void> {
    while (load.wants(next)) {
      const data = next++;
      accepted[data] = await post(data);
      load.onProgress();
    }
  }

  await Promise.all(Array.from({ length: load.producers }, produceInTurn));
  return accepted;
}

/** Waits until it is there; resolves with what tells this life of it from the next. */
async function whenUp({ kills, revival }: Load): Promise<number> {
  for (;;) {
    const now = kills();
    await revival();
    if (now === kills()) return now;
  }
}

class Refused extends Error {}
