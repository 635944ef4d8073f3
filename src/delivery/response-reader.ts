import { HTTPParser } from "http-parser-js";
import type { EndpointResponse } from "../core/attempt.ts";

/** What the bytes of an endpoint came to so far. */
export type Reading =
  | { readonly kind: "more" }
  /** `reusable`: another request may follow on the same socket. */
  | { readonly kind: "response"; readonly response: EndpointResponse; readonly reusable: boolean }
  | { readonly kind: "invalid" };

/** Reads one answer after another from a socket. */
export interface ResponseReader {
  /** Whether any byte of the current answer came. */
  readonly started: boolean;
  read(chunk: Buffer): Reading;
  /** The endpoint closed its side: an answer without a length ends here. */
  end(): Reading;
  /** Forgets the answer: the next one is to be read. */
  reset(): void;
}

const MORE: Reading = { kind: "more" };
const INVALID: Reading = { kind: "invalid" };
/** Status line and headers together. */
const MOST_HEADER_BYTES = 64 * 1024;
/** An answer whose framing alone is larger than this is no answer. */
const MOST_OVERHEAD_BYTES = 1024 * 1024;

HTTPParser.encoding = "latin1";
HTTPParser.maxHeaderSize = MOST_HEADER_BYTES;

interface Answer {
  status: number;
  headers: Record<string, string>;
  readonly body: Buffer[];
  bodyBytes: number;
  bytes: number;
  keepAlive: boolean;
  complete: boolean;
  /** Where in the chunk it ended. */
  endedAt: number;
}

/** @param cap bytes of the body that are kept: one more ends the reading */
export function createResponseReader(cap: number): ResponseReader {
  const parser = strictParser();
  let answer = emptyAnswer();

  parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers, shouldKeepAlive }) => {
    if (answer.complete) return undefined;
    if (statusCode === 101 || !hasPlainLength(headers)) throw new InvalidAnswer();
    Object.assign(answer, { status: statusCode, headers: joined(headers), keepAlive: shouldKeepAlive });
    return statusCode < 200 || statusCode === 204 || statusCode === 304 ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk) => {
    if (answer.complete || answer.bodyBytes > cap) return;
    answer.body.push(chunk);
    answer.bodyBytes += chunk.length;
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    // An interim answer (100, 103) comes before the real one.
    if (answer.complete || answer.status < 200) return;
    answer.complete = true;
    answer.endedAt = parser.inside.offset;
  };

  function reading(chunkLength: number): Reading {
    if (answer.bodyBytes > cap) return { kind: "response", response: responseOf(answer, cap), reusable: false };
    if (answer.complete) {
      const reusable = answer.keepAlive && answer.endedAt === chunkLength;
      return { kind: "response", response: responseOf(answer, cap), reusable };
    }
    return answer.bytes > cap + MOST_OVERHEAD_BYTES ? INVALID : MORE;
  }

  return {
    get started() {
      return answer.bytes > 0;
    },
    read(chunk) {
      answer.bytes += chunk.length;
      try {
        const consumed = parser.execute(chunk);
        if (typeof consumed !== "number" && !answer.complete) return INVALID;
      } catch (fault) {
        if (fault instanceof InvalidAnswer) return INVALID;
        throw fault;
      }
      return reading(chunk.length);
    },
    end() {
      const fault = parser.finish();
      return fault || !answer.complete
        ? MORE
        : { kind: "response", response: responseOf(answer, cap), reusable: false };
    },
    reset() {
      answer = emptyAnswer();
    },
  };
}

class InvalidAnswer extends Error {}

/** What we reach into: states are methods of their names, and the position in the chunk is a field. */
interface ParserInside {
  BODY_CHUNKHEAD(this: ParserInside): void;
  readonly line: string;
  readonly chunk: Buffer;
  readonly offset: number;
}
type StrictParser = InstanceType<typeof HTTPParser> & { readonly inside: ParserInside };

const CHUNK_SIZE = /^[0-9a-f]{1,8}[ \t]*(;.*)?$/i;

/**
 * http-parser-js 0.5.10 reads chunk sizes with `parseInt`: one below zero moves its position back, and an endpoint could
 * keep it, and us, in an endless loop. Sizes are checked before it sees them.
 */
function strictParser(): StrictParser {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  const inside = parser as unknown as ParserInside;
  const read = inside.BODY_CHUNKHEAD;
  inside.BODY_CHUNKHEAD = function chunkHead() {
    const end = this.chunk.indexOf(0x0a, this.offset);
    if (end >= 0) {
      const line = this.line + this.chunk.toString("latin1", this.offset, end);
      if (!CHUNK_SIZE.test(line.replace(/\r$/, ""))) throw new Error("invalid chunk size");
    }
    read.call(this);
  };
  return Object.assign(parser, { inside });
}

function emptyAnswer(): Answer {
  return { status: 0, headers: {}, body: [], bodyBytes: 0, bytes: 0, keepAlive: false, complete: false, endedAt: 0 };
}

/** Lower-case names; repeated headers are joined (RFC 9110 section 5.3). */
function joined(pairs: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at < pairs.length; at += 2) {
    const name = (pairs[at] ?? "").toLowerCase();
    const value = pairs[at + 1] ?? "";
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

function hasPlainLength(pairs: readonly string[]): boolean {
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at]?.toLowerCase() === "content-length" && !/^\d{1,15}$/.test(pairs[at + 1] ?? "")) return false;
  }
  return true;
}

function responseOf({ status, headers, body, bodyBytes }: Answer, cap: number): EndpointResponse {
  const [only] = body;
  // Copied: a slice would keep the whole chunk of the socket alive until it is stored.
  const bytes = body.length === 1 && only ? Buffer.from(only) : Buffer.concat(body);
  return { status, headers, body: bytes.subarray(0, cap), truncated: bodyBytes > cap };
}
