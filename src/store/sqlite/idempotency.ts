import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";
import type { Idempotency } from "../events.ts";

type Answer = Pick<Idempotency, "bodyHash" | "answer">;

/** The answers to requests that came with an idempotency key. */
export function createIdempotency(db: Database) {
  const find = db.prepare<Answer, [number, string, EpochMs]>(`
    select body_hash as bodyHash, answer from idempotency_keys where account = ? and key = ? and created_at > ?`);
  const remember = db.prepare(`
    insert or replace into idempotency_keys (account, key, body_hash, created_at, answer) values (?, ?, ?, ?, ?)`);

  return {
    find: (account: number, key: string, seenSince: EpochMs): Answer | undefined =>
      find.get(account, key, seenSince) ?? undefined,
    /** Within a write. */
    remember({ account, key, bodyHash, at, answer }: Idempotency): void {
      remember.run(account, key, bodyHash, at, answer);
    },
  };
}
