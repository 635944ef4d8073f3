import { CHUNKED, canary, chunked, EVENT, HOST, lengthOf, postEvent, WHOLE_EVENT } from "./target.ts";

/** Behind each of these stands a whole request that nobody may carry out. */
const BEHIND = canary("behind");
const LENGTH = EVENT.length;
const size = LENGTH.toString(16);
const get = (line: string, headers: readonly string[] = [HOST]) => `${[line, ...headers].join("\r\n")}\r\n\r\n`;
const withHeader = (header: string) => postEvent([lengthOf(EVENT), header]);
/** Framed once by a length, with everything behind in the body, and once by chunks, with a request behind the last. */
const bothFramings = (header: string) => [
  postEvent([header, lengthOf(chunked(EVENT) + BEHIND)], chunked(EVENT) + BEHIND),
  postEvent([header], chunked(EVENT) + BEHIND),
];
const lengths = (value: string) => postEvent([`Content-Length: ${value}`], EVENT + BEHIND);
const chunks = (body: string) => postEvent([CHUNKED], body + BEHIND);

/** Where one reader sees one request, and another two or none. */
export const CONTRADICTORY: readonly string[] = [
  ...["chunked", "Chunked", "identity", "x"].flatMap((coding) => [
    postEvent([lengthOf(chunked(EVENT)), `Transfer-Encoding: ${coding}`], chunked(EVENT) + BEHIND),
    postEvent([`Transfer-Encoding: ${coding}`, lengthOf(`0\r\n\r\n${BEHIND}`)], `0\r\n\r\n${BEHIND}`),
  ]),
  ...["xchunked", "identity", "gzip, chunked", "chunked, identity", "chunked, chunked", "\x0bchunked", '"chunked"']
    .concat(["chunked;q=1", "", "chunked\r\nTransfer-Encoding: identity", "identity\r\nTransfer-Encoding: chunked"])
    .flatMap((coding) => bothFramings(`Transfer-Encoding: ${coding}`)),
  ...["Transfer-Encoding : chunked", " Transfer-Encoding: chunked", "X: y\nTransfer-Encoding: chunked"].flatMap(
    bothFramings,
  ),
  ...["X: y\rTransfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding\0: chunked"].flatMap(
    bothFramings,
  ),
  ...["0\r\nContent-Length: 500", "500\r\nContent-Length: 0", "0, 500", `${LENGTH}, ${LENGTH}`, `+${LENGTH}`].map(
    lengths,
  ),
  ...["-1", `0x${size}`, "4.5e1", "", "4 5", `${LENGTH}\0`, "18446744073709551616"].map(lengths),
  ...["18446744073709551615", "9223372036854775808", "9".repeat(40)].map(lengths),
  postEvent([CHUNKED], chunked(EVENT) + BEHIND, "POST /v2/events HTTP/1.0"),
];

export const BAD_CHUNKS: readonly string[] = [
  ...["0x", "+", "-", " ", "\r\n"].map((before) => chunks(`${before}${chunked(EVENT)}`)),
  ...["\t", "_", "\r", "\0", "g", ' ;x="\r\n"'].map((after) => chunks(`${size}${after}\r\n${EVENT}\r\n0\r\n\r\n`)),
  ...["F", "7F"].map((first) => chunks(`${first}${"F".repeat(15)}\r\n${EVENT}`)),
  ...["F".repeat(17), `1${"0".repeat(14)}${size}`, "0".repeat(20_000)].map((digits) => chunks(`${digits}\r\n${EVENT}`)),
  chunks(`${size}\n${EVENT}\r\n0\r\n\r\n`),
  chunks(`${size}\r\n${EVENT}\n0\r\n\r\n`),
  chunks(`${size}\r\n${EVENT}XX0\r\n\r\n`),
  chunks(`${size}\r\n${EVENT}0\r\n\r\n`),
  chunks(`${size}\r\n${EVENT}\r\n\r\n0\r\n\r\n`),
  // Bun takes no trailers at all.
  ...["no trailer", "Trailer: x"].map((line) => chunks(`${size}\r\n${EVENT}\r\n0\r\n${line}\r\n\r\n`)),
  chunks(`${size};${"x".repeat(20_000)}\r\n${EVENT}\r\n0\r\n\r\n`),
];

const CONTROLS = [..."\0\x01\x07\x08\x0b\x0c\x1b"];
export const BAD_HEADS: readonly string[] = [
  ...["\r\n", "\n", "\0", " "].map((before) => before + WHOLE_EVENT),
  ...CONTROLS.flatMap((control) => [withHeader(`X: a${control}b`), withHeader(`X${control}: a`)]),
  ...[..."\0\x01\x0b"].map((control) => get(`GET /health${control}z HTTP/1.1`)),
  ...["X\x80: a", ": a", "X", "X y: z", "X : y", " folded", "X: y\r\n\tfolded"].map(withHeader),
  ...[
    "GET * HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "GET healthz HTTP/1.1",
    "GET ?x HTTP/1.1",
    "GET ftp://x/healthz HTTP/1.1",
  ].map((line) => get(line)),
  ...[
    "GET  HTTP/1.1",
    "GET  /healthz HTTP/1.1",
    "GET /healthz  HTTP/1.1",
    "GET\t/healthz\tHTTP/1.1",
    "GET \\healthz HTTP/1.1",
  ].map((line) => get(line)),
  ...["0.9", "1.2", "2.0", "11", "1.1 x", ""].map((version) => get(`GET /healthz HTTP/${version}`)),
  ...["GET /healthz", "GET /healthz http/1.1", "/ HTTP/1.1"].map((line) => get(line)),
  get("GET /healthz HTTP/1.1", []),
  "GET /healthz\r\n",
  "GET /healthz HTTP/1.1\nHost: x\n\n",
  "GET /healthz HTTP/1.1\r\nHost: x\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: x\r\n\n",
  "GET /healthz HTTP/1.1\rHost: x\r\r",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x04\0\0\0\0\0",
  `\x16\x03\x01\0\xf6\x01\0\0\xf2\x03\x03${"\0".repeat(200)}`,
  ...["\0", "\xff"].map((byte) => byte.repeat(100)),
].map((text) => text + BEHIND);

/** Bun closes these without a word. */
export const NO_METHOD: readonly string[] = ["get", "FOO"].map((method) => get(`${method} /healthz HTTP/1.1`) + BEHIND);

export const BOMBS: readonly string[] = [
  get("GET /healthz HTTP/1.1", [HOST, ...Array.from({ length: 1_000 }, (_, index) => `a${index}: b`)]),
  get("GET /healthz HTTP/1.1", [HOST, `a: ${"b".repeat(20_000)}`]),
  get(`GET /${"x".repeat(20_000)} HTTP/1.1`),
  get(`${"X".repeat(20_000)} / HTTP/1.1`),
];

/** Odd, but one request for every reader, and the status that it gets. */
export const TAKEN: readonly (readonly [string, number])[] = [
  ...[
    "GET http://x/healthz HTTP/1.1",
    "GET https://other:1/healthz HTTP/1.1",
    "GET /healthz HTTP/1.0",
    "GET /./v2/../healthz?x HTTP/1.1",
  ].map((line) => [get(line), 200] as const),
  ...["a\r\nHost: b", "", "a b", "a/b", "a@b", "\x80", "x:99999", "]"].map(
    (host) => [get("GET /healthz HTTP/1.1", [`Host: ${host}`]), 200] as const,
  ),
  ...["/healthz#x", "/%00", "/%zz", "/heal\x80thz", "/heal\x7fthz", "//healthz"].map(
    (path) => [get(`GET ${path} HTTP/1.1`), 404] as const,
  ),
  ...["OPTIONS", "TRACE", "PUT", "CONNECT"].map((method) => [get(`${method} /healthz HTTP/1.1`), 405] as const),
  ...["websocket", "h2c", "TLS/1.2"].map(
    (protocol) => [get("GET /healthz HTTP/1.1", [HOST, "Connection: Upgrade", `Upgrade: ${protocol}`]), 200] as const,
  ),
  // A whole request inside of a body is a body.
  ...["GET /healthz", "HEAD /healthz"].map(
    (line) => [get(`${line} HTTP/1.1`, [HOST, lengthOf(BEHIND)]) + BEHIND, 200] as const,
  ),
  [get("GET /healthz HTTP/1.1", [HOST, CHUNKED]) + chunked(BEHIND), 200],
  [get("POST /nowhere HTTP/1.1", [HOST, lengthOf(BEHIND)]) + BEHIND, 404],
  [get("POST /healthz HTTP/1.1", [HOST, CHUNKED]) + chunked(BEHIND), 405],
  [get("POST /v2/events HTTP/1.1", [HOST, lengthOf(BEHIND)]) + BEHIND, 401],
  [get("POST /v2/events HTTP/1.1", [HOST, CHUNKED]) + chunked(BEHIND), 401],
  [postEvent([lengthOf(BEHIND)], BEHIND), 400],
  [postEvent([CHUNKED], chunked(BEHIND)), 400],
  [postEvent([lengthOf(BEHIND), "Content-Encoding: gzip"], BEHIND), 415],
  [postEvent(["Content-Length: 20000000"], BEHIND), 413],
  [postEvent(["Content-Length: 4294967340"], BEHIND), 413],
  ...["Expect: 200-ok", `Content-Length: ${LENGTH}`, "X: \xff", "X: a\x7fb", "X:", "Transfer_Encoding: chunked"].map(
    (header) => [withHeader(header), 202] as const,
  ),
  ...["CHUNKED", ", chunked", "chunked,"].map(
    (coding) => [postEvent([`Transfer-Encoding: ${coding}`], chunked(EVENT)), 202] as const,
  ),
  [postEvent([`Content-Length: 0${LENGTH}`]), 202],
  [postEvent([CHUNKED], `000${size};a=b\r\n${EVENT}\r\n000\r\n\r\n`), 202],
  [postEvent([lengthOf(EVENT)], EVENT, "POST /v2/events HTTP/1.0"), 202],
];
