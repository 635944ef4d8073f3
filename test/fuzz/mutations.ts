import fc from "fast-check";
import { BAD_CHUNKS, BAD_HEADS, CONTRADICTORY, NO_METHOD, TAKEN } from "./odd-requests.ts";
import {
  CHUNKED,
  CHUNKED_EVENT,
  type Conversation,
  canary,
  chunked,
  HOST,
  lengthOf,
  postEvent,
  WHOLE_EVENT,
} from "./target.ts";

const INSIDE = canary("inside");
const SEEDS = [
  WHOLE_EVENT,
  CHUNKED_EVENT,
  postEvent([lengthOf(INSIDE)], INSIDE),
  postEvent([CHUNKED], chunked(INSIDE)),
  postEvent([CHUNKED], `5\r\n{"typ\r\n${chunked(INSIDE)}`),
  postEvent([lengthOf(INSIDE), "Expect: 100-continue"], INSIDE),
  `GET /healthz HTTP/1.1\r\n${HOST}\r\n\r\n`,
  `GET http://hooks.test/v2/webhooks?limit=2 HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`,
];
const ODD = [...CONTRADICTORY, ...BAD_CHUNKS, ...BAD_HEADS, ...NO_METHOD, ...TAKEN.map(([text]) => text)].filter(
  (text) => text.length < 2_000,
);

/** What parsers trip over. */
const MORSELS = [
  ...["\r\n", "\n", "\r", "\r\n\r\n", "\0", "\t", " ", ":", ",", ";", "\x7f", "\xff", "0", "-", "+", "x", "F", "%00"],
  ...["\r\n0\r\n\r\n", "0\r\n\r\n", "Content-Length: 0\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"],
  ...[
    "Transfer-Encoding: identity\r\n",
    "Connection: close\r\n",
    "Connection: Upgrade\r\nUpgrade: h2c\r\n",
    "Expect: 100-continue\r\n",
  ],
  ...["Host: b\r\n", "FFFFFFFFFFFFFFFF", "99999999999999999999", "HTTP/1.0", canary("morsel")],
];

type Change = (text: string) => string;
/** A place in a text as a fraction of it, so that it stays in the text when that shrinks. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, fraction: number) => Math.floor(fraction * text.length);
const piece = (text: string, from: number, length: number) => text.slice(at(text, from), at(text, from) + length);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...MORSELS)).map(
    ([from, morsel]): Change =>
      (text) =>
        text.slice(0, at(text, from)) + morsel + text.slice(at(text, from)),
  ),
  fc.tuple(place, fc.nat(255)).map(
    ([from, code]): Change =>
      (text) =>
        text.slice(0, at(text, from)) + String.fromCharCode(code) + text.slice(at(text, from) + 1),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 60 })).map(
    ([from, length]): Change =>
      (text) =>
        text.slice(0, at(text, from)) + text.slice(at(text, from) + length),
  ),
  fc.tuple(place, place, fc.integer({ min: 1, max: 200 })).map(
    ([from, to, length]): Change =>
      (text) =>
        text.slice(0, at(text, to)) + piece(text, from, length) + text.slice(at(text, to)),
  ),
  place.map(
    (end): Change =>
      (text) =>
        text.slice(0, at(text, end)),
  ),
  fc.tuple(place, fc.constantFrom(...SEEDS)).map(
    ([from, other]): Change =>
      (text) =>
        text.slice(0, at(text, from)) + other,
  ),
  // A header line twice, elsewhere.
  fc.tuple(fc.nat(8), fc.nat(8)).map(
    ([from, to]): Change =>
      (text) => {
        const lines = text.split("\r\n");
        return lines.toSpliced(to, 0, lines[from] ?? "").join("\r\n");
      },
  ),
);

const ending = fc.constantFrom("waits" as const, "waits" as const, "half-closes" as const, "resets" as const);
const cuts = fc.oneof(
  fc.constantFrom("whole" as const, "byte by byte" as const),
  fc.array(fc.nat(1_200), { minLength: 1, maxLength: 6 }),
);

/** A good request to which something happened. */
export const mutated: fc.Arbitrary<Conversation> = fc
  .record({
    seed: fc.constantFrom(...SEEDS, ...ODD),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    cuts,
    ending,
  })
  .map(({ seed, changes, ...rest }) => ({ ...rest, text: changes.reduce((text, next) => next(text), seed) }));

/** Good and odd requests on one connection, without a wait. */
export const pipelines: fc.Arbitrary<Conversation> = fc
  .record({
    texts: fc.array(fc.constantFrom(...SEEDS, ...ODD, ...MORSELS), { minLength: 2, maxLength: 5 }),
    cuts,
    ending,
  })
  .map(({ texts, ...rest }) => ({ ...rest, text: texts.join("") }));
