import { createSocket } from "node:dgram";
import ipaddr from "ipaddr.js";

/** What the server says of a name's addresses of one family. */
export type DnsAnswer =
  | { readonly addresses: readonly string[]; readonly ttl?: number }
  /** The name does not exist, the server is in trouble, or there is no answer at all. */
  | "nxdomain"
  | "servfail"
  | "silence"
  /** Bytes that are no answer. */
  | "noise";

export interface DnsServer extends AsyncDisposable {
  /** As `ip:port`. */
  readonly address: string;
  /** The questions so far, as `A example.com`. */
  readonly questions: readonly string[];
  /** What `A name` and `AAAA name` get from now on; any other question is answered with no addresses. */
  say(question: string, answer: DnsAnswer): void;
}

const TYPES: Readonly<Record<number, string>> = { 1: "A", 28: "AAAA" };
const CODES = { nxdomain: 3, servfail: 2 } as const;
const HEADER = 12;

/** A DNS server on loopback that says what it is told to (RFC 1035 section 4): `await using dns = await startDnsServer()`. */
export async function startDnsServer(): Promise<DnsServer> {
  const answers = new Map<string, DnsAnswer>();
  const questions: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const { name, type, end } = readQuestion(query);
    const question = `${TYPES[type] ?? type} ${name}`;
    questions.push(question);
    const answer = answers.get(question) ?? { addresses: [] };
    if (answer === "noise") socket.send("xx", port, address);
    else if (answer !== "silence") socket.send(reply(query.subarray(0, end), type, answer), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    say: (question, answer) => answers.set(question, answer),
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(question: Buffer, type: number, answer: Exclude<DnsAnswer, "silence" | "noise">): Buffer {
  const code = typeof answer === "string" ? CODES[answer] : 0;
  const { addresses, ttl = 60 } = typeof answer === "string" ? { addresses: [] } : answer;
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  return Buffer.concat([header, ...addresses.map((address) => record(type, ttl, address))]);
}

function record(type: number, ttl: number, address: string): Buffer {
  const bytes = ipaddr.parse(address).toByteArray();
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, Buffer.from(bytes)]);
}
