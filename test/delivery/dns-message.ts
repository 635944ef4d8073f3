import ipaddr from "ipaddr.js";

/** What a server says of a name's addresses of one family. */
export type DnsAnswer =
  | {
      readonly addresses: readonly string[];
      readonly ttl?: number;
      /** The name is another one's alias (CNAME), and the addresses are that one's. */
      readonly alias?: string;
    }
  /** The name does not exist, the server is in trouble, or there is no answer at all. */
  | "nxdomain"
  | "servfail"
  | "silence"
  /** Bytes that are no answer. */
  | "noise"
  /** An answer as it goes over the wire, made of the header and the question that came. */
  | ((question: Buffer) => Buffer);

const CNAME = 5;
const TYPES: Readonly<Record<number, string>> = { 1: "A", [CNAME]: "CNAME", 28: "AAAA" };
const CODES = { nxdomain: 3, servfail: 2 } as const;
export const HEADER = 12;
/** "The name that stands at this place of the message." */
const POINTER = 0xc000;

export function readQuestion(query: Buffer): { name: string; type: string; end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  return { name: labels.join(".").toLowerCase(), type: TYPES[type] ?? String(type), end: at + 5 };
}

/** @param question the header and the question that came */
export function reply(question: Buffer, answer: DnsAnswer): Buffer | undefined {
  if (answer === "silence") return undefined;
  if (answer === "noise") return Buffer.from("xx");
  if (typeof answer === "function") return answer(question);
  if (typeof answer === "string") return message(question, [], CODES[answer]);
  const { addresses, ttl = 60, alias } = answer;
  if (alias === undefined)
    return message(
      question,
      addresses.map((address) => record(POINTER | HEADER, ttl, address)),
    );
  const canonical = nameBytes(alias);
  // The second name stands where the data of the first record is.
  const records = addresses.map((address) => record(POINTER | (question.length + HEADER), ttl, address));
  return message(question, [recordOf(POINTER | HEADER, CNAME, ttl, canonical), ...records]);
}

/** An answer with these records, or whatever else there is in it. */
export function message(question: Buffer, records: readonly Buffer[], code = 0): Buffer {
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, ...records]);
}

/** An answer that says to ask by TCP. */
export function truncated(answer: Buffer): Buffer {
  const header = message(answer, []);
  header.writeUInt16BE(0x8380, 2);
  return header;
}

/** @param name the two bytes that point at it */
export function record(name: number, ttl: number, address: string): Buffer {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  return recordOf(name, bytes.length === 4 ? 1 : 28, ttl, bytes);
}

export function recordOf(name: number, type: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(name, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.alloc(1)]);
}
