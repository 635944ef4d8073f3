import { HTTPParser } from "http-parser-js";

/** Status line and headers together. */
export const MOST_HEADER_BYTES = 64 * 1024;

HTTPParser.encoding = "latin1";
HTTPParser.maxHeaderSize = MOST_HEADER_BYTES;

/** What we reach into: states are methods of their names, and the position in the chunk is a field. */
interface ParserInside {
  BODY_CHUNKHEAD(this: ParserInside): void;
  /** Takes a line of headers or trailers into the list of names and values. */
  parseHeader(line: string, headers: string[]): void;
  readonly line: string;
  readonly chunk: Buffer;
  readonly offset: number;
  /** What is to come of the body, or of its chunk: no number when only the close tells. */
  readonly body_bytes: number | null;
}
/** One parser, by its public face and from inside. */
export interface AnswerParser {
  readonly parser: InstanceType<typeof HTTPParser>;
  readonly inside: ParserInside;
}

const CHUNK_SIZE = /^[0-9a-f]{1,8}[ \t]*(;.*)?$/i;

/**
 * Two things of http-parser-js 0.5.10 are made anew, since an endpoint could hold up everybody with them. It reads chunk sizes
 * with `parseInt`, and one below zero moves its position back, for ever: sizes are checked before it sees them. And its
 * expression for continued headers takes a time that grows with the square of a line of spaces.
 */
export function createAnswerParser(): AnswerParser {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  const inside = parser as unknown as ParserInside;
  inside.BODY_CHUNKHEAD = checkedChunkHead;
  inside.parseHeader = readHeader;
  return { parser, inside };
}

const readChunkHead = (HTTPParser.prototype as unknown as ParserInside).BODY_CHUNKHEAD;

function checkedChunkHead(this: ParserInside): void {
  const end = this.chunk.indexOf(0x0a, this.offset);
  if (end >= 0) {
    const line = this.line + this.chunk.toString("latin1", this.offset, end);
    if (!CHUNK_SIZE.test(line.replace(/\r$/, ""))) throw new Error("invalid chunk size");
  }
  readChunkHead.call(this);
}

function readHeader(line: string, headers: string[]): void {
  if (line.includes("\r")) throw new Error("carriage return in a header");
  if (/^[ \t]/.test(line)) {
    continueHeader(line.trim(), headers);
    return;
  }
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon));
  // A line that is no header is passed over.
  if (name !== "" && !/[ \t]/.test(name)) headers.push(name, line.slice(colon + 1).trim());
}

/** A line that begins with white space goes on with the value before it (RFC 9112 section 5.2). */
function continueHeader(text: string, headers: string[]): void {
  const last = headers.length - 1;
  if (last > 0 && text !== "") headers[last] = `${headers[last]} ${text}`.trimStart();
}
