import { HTTPParser } from "http-parser-js";

/** Status line and headers together. */
export const MOST_HEADER_BYTES = 64 * 1024;

HTTPParser.encoding = "latin1";
HTTPParser.maxHeaderSize = MOST_HEADER_BYTES;

/** What we reach into: states are methods of their names, and the position in the chunk is a field. */
interface ParserInside {
  BODY_CHUNKHEAD(this: ParserInside): void;
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
 * http-parser-js 0.5.10 reads chunk sizes with `parseInt`: one below zero moves its position back, and an endpoint could
 * keep it, and us, in an endless loop. Sizes are checked before it sees them.
 */
export function createAnswerParser(): AnswerParser {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  const inside = parser as unknown as ParserInside;
  inside.BODY_CHUNKHEAD = checkedChunkHead;
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
