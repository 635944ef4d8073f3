/** A request as it stands in a stream of bytes. */
export interface ReadRequest {
  readonly method: string;
  readonly body: string;
}
export interface ReadStream {
  /** Those that are there from their first byte to their last. */
  readonly requests: readonly ReadRequest[];
  /** Why reading ended: all was read, a request is cut off, or nobody may read on (RFC 9112). */
  readonly end: "all" | "cut" | "fault";
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) [^ \t]+ HTTP\/1\.([01])$/;
const HEADER = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\s\S]*?)[ \t]*$/;
const CHUNK_SIZE = /^([\da-f]+)(?:[ \t]*;[\s\S]*)?$/i;

/**
 * The requests that a strict reader of HTTP/1.1 finds, independent of the server's. Where two readers could disagree on
 * where a request ends, it ends in a fault: nothing behind is a request.
 *
 * @param text a character for each byte
 */
export function readStrictly(text: string): ReadStream {
  const requests: ReadRequest[] = [];
  let at = 0;
  while (at < text.length) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd < 0) return { requests, end: "cut" };
    const head = readHead(text.slice(at, headEnd));
    if (!head) return { requests, end: "fault" };
    const body = head.length === "chunked" ? readChunks(text, headEnd + 4) : readLength(text, headEnd + 4, head.length);
    if (typeof body === "string") return { requests, end: body };
    requests.push({ method: head.method, body: body.content });
    at = body.end;
    if (head.isLast) return { requests, end: "all" };
  }
  return { requests, end: "all" };
}

interface Head {
  readonly method: string;
  readonly length: number | "chunked";
  readonly isLast: boolean;
}

function readHead(text: string): Head | undefined {
  const [line = "", ...lines] = text.split("\r\n");
  const [, method = "", version] = REQUEST_LINE.exec(line) ?? [];
  const headers = lines.map((header) => HEADER.exec(header));
  if (method === "" || headers.some((header) => !header) || ![line, ...lines].every(isClean)) return undefined;
  const valuesOf = (wanted: string) =>
    headers.flatMap((header) => (header?.[1]?.toLowerCase() === wanted ? [header[2] ?? ""] : []));
  const length = lengthOf(valuesOf("content-length"), valuesOf("transfer-encoding"), version === "1");
  if (length === undefined) return undefined;
  const isLast = valuesOf("connection").some((value) => /\bclose\b/i.test(value)) || version === "0";
  return { method, length, isLast };
}

function lengthOf(lengths: string[], codings: string[], hasChunks: boolean): Head["length"] | undefined {
  if (codings.length > 0) {
    const [coding, ...others] = codings
      .join()
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean);
    return lengths.length === 0 && hasChunks && coding === "chunked" && others.length === 0 ? "chunked" : undefined;
  }
  const [length = "0"] = lengths;
  return /^\d{1,15}$/.test(length) && lengths.every((other) => other === length) ? Number(length) : undefined;
}

type Body = { readonly content: string; readonly end: number } | "cut" | "fault";

function readLength(text: string, start: number, length: number): Body {
  const end = start + length;
  return end > text.length ? "cut" : { content: text.slice(start, end), end };
}

function readChunks(text: string, start: number): Body {
  let content = "";
  for (let at = start; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return "cut";
    const sizeLine = text.slice(at, lineEnd);
    const [, digits] = (isClean(sizeLine) && CHUNK_SIZE.exec(sizeLine)) || [];
    if (digits === undefined) return "fault";
    const size = Number.parseInt(digits, 16);
    if (size === 0) return readTrailers(text, lineEnd, content);
    const end = lineEnd + 2 + size;
    if (end + 2 > text.length) return "cut";
    if (text.slice(end, end + 2) !== "\r\n") return "fault";
    content += text.slice(lineEnd + 2, end);
    at = end + 2;
  }
}

function readTrailers(text: string, from: number, content: string): Body {
  const end = text.indexOf("\r\n\r\n", from);
  if (end < 0) return "cut";
  const trailers = text
    .slice(from + 2, end)
    .split("\r\n")
    .filter(Boolean);
  return trailers.every((line) => HEADER.test(line) && isClean(line)) ? { content, end: end + 4 } : "fault";
}

/** DEL may stay in a value (RFC 9110, section 5.5). */
function isClean(line: string): boolean {
  return [...line].every((letter) => letter >= " " || letter === "	");
}
