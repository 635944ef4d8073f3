import type { Database } from "bun:sqlite";
import type { GroupCommit } from "./group-commit.ts";

/** Texts that many rows share, each stored once. */
export interface Names {
  /** The number of a text, stored when it is new. Within a write only. */
  numberOf(text: string): number;
  /** The number, if the text was stored before. */
  find(text: string): number | undefined;
  textOf(number: number): string;
  /** The numbers of all that are stored. */
  all(): readonly number[];
}

/** As many are kept in memory. */
const KEPT = 5_000;

/** @param column the table's column of the text */
export function createNames(
  db: Database,
  commit: Pick<GroupCommit, "afterCommit">,
  table: string,
  column: string,
): Names {
  const insert = db.prepare(`insert into ${table} (${column}) values (?) on conflict do nothing`);
  const byText = db.prepare<{ id: number }, [string]>(`select id from ${table} where ${column} = ?`);
  const byNumber = db.prepare<{ text: string }, [number]>(`select ${column} as text from ${table} where id = ?`);
  const ids = db.prepare<{ id: number }, []>(`select id from ${table}`);
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
      if (text === undefined) throw new Error(`${table} has no row ${number}.`);
      // What a write reads may yet be undone.
      if (!db.inTransaction) keep(text, number);
      return text;
    },
    all: () => ids.all().map(({ id }) => id),
  };
}
