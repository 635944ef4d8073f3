import { expect, test } from "bun:test";
import fc from "fast-check";
import { HTTPParser } from "http-parser-js";
import { createAnswerParser } from "../../src/delivery/answer-parser.ts";
import { createResponseReader } from "../../src/delivery/response-reader.ts";

type ParseHeader = (line: string, headers: string[]) => void;
const original = (HTTPParser.prototype as unknown as { parseHeader: ParseHeader }).parseHeader;

/** The headers that a parser makes of these lines, or that it refuses them. */
function headersOf(lines: readonly string[], parse: ParseHeader): string[] | "refused" {
  const headers: string[] = [];
  try {
    for (const line of lines) parse(line, headers);
    return headers;
  } catch {
    return "refused";
  }
}

test("header lines are read as the library reads them", () => {
  const { inside } = createAnswerParser();
  const line = fc.string({ unit: fc.constantFrom("a", "B", ":", " ", "\t", "-", "é", "\r"), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      expect(headersOf(lines, inside.parseHeader)).toEqual(headersOf(lines, original));
    }),
    { numRuns: 2_000 },
  );
});

// With the library's own expression this takes minutes.
test("a million spaces in a trailer hold up nobody", () => {
  const reader = createResponseReader(1_000);
  const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n";
  const reading = reader.read(Buffer.from(`${head}${" ".repeat(1_000_000)}\r\n\r\n`));
  expect(reading).toMatchObject({ kind: "response", response: { status: 200 } });
});
