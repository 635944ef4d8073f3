import { idText } from "./ids.ts";

/** What somebody types who looks for a delivery: its id or its event's, or the beginning of one, with the prefix or without. */
export interface IdBeginning {
  /** `null`: either. */
  readonly prefix: "del" | "evt" | null;
  readonly letters: string;
}

/** For `parseIdBeginning`, as a regular expression's source: base32 as ids are spelled in, lower case. */
export const ID_BEGINNING = "^((del|evt)_[0-9a-hjkmnp-tv-z]{0,26}|[0-9a-hjkmnp-tv-z]{1,26})$";

/** Of these letters a serial number decides; those behind them are the salt's. */
export const SERIAL_LETTERS = 16;

/** `undefined` when no id begins so. */
export function parseIdBeginning(text: string): IdBeginning | undefined {
  if (!new RegExp(ID_BEGINNING).test(text)) return undefined;
  if (!text.includes("_")) return { prefix: null, letters: text };
  return { prefix: text.startsWith("del") ? "del" : "evt", letters: text.slice("del_".length) };
}

/** The serial numbers of the ids that begin with these letters, the first and the one after the last: ids sort as their texts do. */
export function serialsBeginning(letters: string): readonly [from: number, to: number] {
  const told = letters.slice(0, SERIAL_LETTERS);
  const beginningOf = (serial: number) => lettersOf(serial, 0).slice(0, told.length);
  return [firstWhere((serial) => beginningOf(serial) >= told), firstWhere((serial) => beginningOf(serial) > told)];
}

/** Whether the id with this serial number and salt begins with these letters. */
export function beginsWith(letters: string, serial: number, salt: number): boolean {
  return lettersOf(serial, salt).startsWith(letters);
}

function lettersOf(serial: number, salt: number): string {
  return idText("del", { serial, salt }).slice("del_".length);
}

/** The smallest serial number for which something holds that holds for all after it; the largest of all when it holds for none. */
function firstWhere(holds: (serial: number) => boolean): number {
  let [below, at] = [-1, Number.MAX_SAFE_INTEGER];
  while (at - below > 1) {
    const middle = below + Math.floor((at - below) / 2);
    if (holds(middle)) at = middle;
    else below = middle;
  }
  return at;
}
