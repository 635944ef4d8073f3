import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-letters.ts";

const OPEN = new Set([OPEN_BRACKET, OPEN_BRACE]);
const CLOSE = new Set([CLOSE_BRACKET, CLOSE_BRACE]);

/** Deeper than anybody nests by intention, and less than what parsers of other languages take. */
export const DEEPEST_JSON = 500;

/** Whether the arrays and objects of a JSON text are nested deeper than so many levels. Of what is no JSON it may say either. */
export function nestsDeeper(text: string, most: number): boolean {
  // Nearly always there are not even as many of them, which is seen without looking at each letter.
  if (countUpTo(text, "[", most) + countUpTo(text, "{", most) <= most) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) isInString = !isInString;
    else if (isInString && letter === BACKSLASH) at++;
    else if (!isInString && OPEN.has(letter)) depth++;
    else if (!isInString && CLOSE.has(letter)) depth--;
    if (depth > most) return true;
  }
  return false;
}

function countUpTo(text: string, letter: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(letter); at >= 0 && count <= most; at = text.indexOf(letter, at + 1)) count++;
  return count;
}
