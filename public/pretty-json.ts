/** A string, a mark, or a literal; white space between them is left out. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const OPENS = new Set(["{", "["]);
const CLOSES = new Set(["}", "]"]);

/**
 * Indents JSON without reading its values: big integers, the spelling of numbers and escapes stay as they were sent.
 * Text that is no JSON comes back as it is.
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  const out: string[] = [];
  let depth = 0;
  let before = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (CLOSES.has(token)) depth -= 1;
    if (breaksBetween(before, token)) out.push("\n", "  ".repeat(depth));
    out.push(token === ":" ? ": " : token);
    if (OPENS.has(token)) depth += 1;
    before = token;
  }
  return out.join("");
}

/** An empty object or list stays on its line. */
function breaksBetween(before: string, token: string): boolean {
  if (CLOSES.has(token)) return !OPENS.has(before);
  return OPENS.has(before) || before === ",";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
