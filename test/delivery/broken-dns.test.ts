import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { systemClock } from "../../src/app/system-clock.ts";
import { parseRange } from "../../src/core/address.ts";
import { createResolver } from "../../src/delivery/resolver.ts";
import { HEADER, message, record, recordOf } from "./dns-message.ts";
import { delivered, failed, openSender, record as recordAttempt } from "./recorded.ts";
import { INSIDE, NAME, OUTSIDE, setup, to } from "./two-networks.ts";

setDefaultTimeout(30_000);

const AT_QUESTION = 0xc000 | HEADER;
const address = record(AT_QUESTION, 60, INSIDE);
const pointing = (at: number) => record(0xc000 | at, 60, INSIDE);

describe.concurrent("an answer that is broken on purpose is a fault of DNS, and harms no other name:", () => {
  test.each<[string, (question: Buffer) => Buffer]>([
    ["a name that points at itself", (question) => message(question, [pointing(question.length)])],
    ["two names that point at each other", (q) => message(q, [pointing(q.length + 16), pointing(q.length)])],
    ["a name that points behind the end", (question) => message(question, [pointing(0x3fff)])],
    ["an alias that points at itself", (q) => message(q, [recordOf(AT_QUESTION, 5, 60, pointer(q.length + 12))])],
    ["an alias of itself", (question) => message(question, [recordOf(AT_QUESTION, 5, 60, pointer(HEADER))])],
    ["a record that is cut", (question) => message(question, [address]).subarray(0, -2)],
    ["an address of three bytes", (question) => message(question, [recordOf(AT_QUESTION, 1, 60, Buffer.alloc(3))])],
    ["an address of 65,535 bytes that are not there", (question) => message(question, [lengthened(address)])],
    ["records that are announced and not there", (question) => announcing(message(question, []), 65_535)],
    ["another question", (question) => message(renamed(question), [address])],
    ["the header alone", (question) => message(question, []).subarray(0, HEADER)],
    ["nothing", () => Buffer.alloc(0)],
  ])("%s", async (_, bytes) => {
    await using net = await setup();
    for (const type of ["A", "AAAA"]) net.dns.say(`${type} ${NAME}`, bytes);
    const broken = net.attempt(9_000);
    using other = openSender({
      allow: [parseRange(OUTSIDE) ?? expect.unreachable()],
      resolver: resolverOf(net.dns.address),
    });
    net.dns.say("A other.test", to(OUTSIDE));
    expect(await recordAttempt(other, `http://other.test:${net.outside.port}/`)).toEqual(delivered);
    expect(await broken).toEqual(failed("dns"));
    expect(net.inside.connections).toBe(0);
  });
});

function resolverOf(server: string) {
  return createResolver({ servers: [server], hostsFile: { find: () => undefined }, clock: systemClock });
}

function pointer(at: number): Buffer {
  return Buffer.from([0xc0 | (at >> 8), at & 255]);
}

function lengthened(record: Buffer): Buffer {
  const longer = Buffer.from(record);
  longer.writeUInt16BE(0xffff, 10);
  return longer;
}

function announcing(answer: Buffer, records: number): Buffer {
  answer.writeUInt16BE(records, 6);
  return answer;
}

/** The question for a name that differs in its first letter. */
function renamed(question: Buffer): Buffer {
  const other = Buffer.from(question);
  other.write("x", HEADER + 1);
  return other;
}
