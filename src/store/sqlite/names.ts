import type { Database } from "bun:sqlite";
import type { GroupCommit } from "./group-commit.ts";

/** The names of event types, each stored once. */
export interface Names {
  /** The number of a name, stored when it is new. Within a write only. */
  numberOf(text: string): number;
  /** The number, if the text was stored before. */
  find(text: string): number | undefined;
  textOf(number: number): string;
  /** The numbers of all that are stored. */
  all(): readonly number[];
}

/** As many are kept in memory. */
const KEPT = 5_000;

export function createNames(db: Database, commit: Pick<GroupCommit, "afterCommit">): Names {
  const insert = db.prepare("insert into event_types (name) values (?) on conflict do nothing");
  const byText = db.prepare<{ id: number }, [string]>("select id from event_types where name = ?");
  const byNumber = db.prepare<{ text: string }, [number]>("select name as text from event_types where id = ?");
  const ids = db.prepare<{ id: number }, []>("select id from event_types");
  const numbers = new Map<string, number>();
  const texts = new Map<number, string>();

  function keep(text: string, number: number): number {
    if (numbers.size >= KEPT) {
      numbers.clear();
      texts.clear();
    }
    numbers.set(text, number);
    texts.set(number, text);
    return number;
  }

  function find(text: string): number | undefined {
    return numbers.get(text) ?? byText.get(text)?.id;
  }

  return {
    find,
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      insert.run(text);
      const number = byText.get(text)?.id ?? Number.NaN;
      // A number is remembered once it is committed: a write that is undone takes it back.
      commit.afterCommit(() => keep(text, number));
      return number;
    },
    textOf(number) {
      const known = texts.get(number);
      if (known !== undefined) return known;
      const text = byNumber.get(number)?.text;
      if (text === undefined) throw new Error(`event_types has no row ${number}.`);
      // What a write reads may yet be undone.
      if (!db.inTransaction) keep(text, number);
      return text;
    },
    all: () => ids.all().map(({ id }) => id),
  };
}
