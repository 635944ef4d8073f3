import { HTTPParser } from "http-parser-js";
import type { EndpointResponse } from "../core/attempt.ts";
import { createAnswerParser, MOST_HEADER_BYTES } from "./answer-parser.ts";

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
/** An answer whose framing alone is larger than this is no answer. */
const MOST_OVERHEAD_BYTES = 1024 * 1024;
/** Of `HTTP`, and of empty lines before it. Other protocols, which may send no line at all, are known by their first byte. */
const FIRST_BYTES: ReadonlySet<number | undefined> = new Set(Buffer.from("H\r\n"));

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  readonly body: Buffer[];
  bodyBytes: number;
  bytes: number;
  keepAlive: boolean;
  complete: boolean;
  /** Where in the chunk it ended. */
  endedAt: number;
}

/** @param cap bytes of the body that are kept: when there is more, the reading ends */
export function createResponseReader(cap: number): ResponseReader {
  const { parser, inside } = createAnswerParser();
  let answer = emptyAnswer();

  parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers, shouldKeepAlive }) => {
    if (answer.complete) return undefined;
    if (statusCode === 101 || statusCode < 100) throw new InvalidAnswer();
    const bodiless = statusCode < 200 || statusCode === 204 || statusCode === 304;
    answer.status = statusCode;
    answer.headers = headersOf(headers);
    answer.keepAlive = shouldKeepAlive && !(bodiless ? announcesBody(answer.headers) : hasTwoLengths(answer.headers));
    return bodiless ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk) => {
    if (answer.complete || answer.bodyBytes > cap) return;
    // Copied, and no more than is kept: a slice would keep the whole chunk of the socket alive until it is stored.
    answer.body.push(Buffer.from(chunk.subarray(0, cap - answer.bodyBytes)));
    answer.bodyBytes += chunk.length;
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    // An interim answer (100, 103) comes before the real one.
    if (answer.complete || answer.status < 200) return;
    answer.complete = true;
    answer.endedAt = inside.offset;
  };

  function isFull(): boolean {
    return answer.bodyBytes > cap || (answer.bodyBytes === cap && !answer.complete && (inside.body_bytes ?? 0) > 0);
  }

  return {
    get started() {
      return answer.bytes > 0;
    },
    read(chunk) {
      if (answer.bytes === 0 && !FIRST_BYTES.has(chunk[0])) return INVALID;
      answer.bytes += chunk.length;
      const parsed = parse(parser, chunk);
      if (isFull()) return { kind: "response", response: responseOf(answer, true), reusable: false };
      if (answer.complete) {
        const reusable = parsed && answer.keepAlive && answer.endedAt === chunk.length;
        return { kind: "response", response: responseOf(answer, false), reusable };
      }
      return parsed && answer.bytes <= cap + MOST_OVERHEAD_BYTES ? MORE : INVALID;
    },
    end() {
      const fault = parser.finish();
      if (fault || !answer.complete) return MORE;
      return { kind: "response", response: responseOf(answer, false), reusable: false };
    },
    reset() {
      answer = emptyAnswer();
    },
  };
}

class InvalidAnswer extends Error {}

/** Whether it was HTTP to the chunk's end. */
function parse(parser: { execute(chunk: Buffer): number | Error }, chunk: Buffer): boolean {
  try {
    return typeof parser.execute(chunk) === "number";
  } catch (fault) {
    if (fault instanceof InvalidAnswer) return false;
    throw fault;
  }
}

function emptyAnswer(): Answer {
  return { status: 0, headers: {}, body: [], bodyBytes: 0, bytes: 0, keepAlive: false, complete: false, endedAt: 0 };
}

/** Lower-case names; repeated headers are joined (RFC 9110 section 5.3). The parser takes any number for a length. */
function headersOf(pairs: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  let bytes = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const name = (pairs[at] ?? "").toLowerCase();
    const value = pairs[at + 1] ?? "";
    bytes += name.length + value.length;
    if (name === "content-length" && !/^\d{1,15}$/.test(value)) throw new InvalidAnswer();
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  if (bytes > MOST_HEADER_BYTES) throw new InvalidAnswer();
  return headers;
}

/** Whoever wrote them may have meant another end than we read (RFC 9112 section 6.3). */
function hasTwoLengths(headers: Readonly<Record<string, string>>): boolean {
  return headers["transfer-encoding"] !== undefined && headers["content-length"] !== undefined;
}

/** What some servers send after a 204 would be taken for the next answer. */
function announcesBody(headers: Readonly<Record<string, string>>): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

function responseOf({ status, headers, body }: Answer, truncated: boolean): EndpointResponse {
  const [only] = body;
  return { status, headers, body: body.length === 1 && only ? only : Buffer.concat(body), truncated };
}
