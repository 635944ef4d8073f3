import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { type DnsAnswer, HEADER, readQuestion, reply, truncated } from "./dns-message.ts";

export interface DnsServer extends AsyncDisposable {
  /** As `ip:port`. */
  readonly address: string;
  /** The questions so far, as `A example.com`; `TCP A example.com` when they came so. */
  readonly questions: readonly string[];
  /**
   * What `A name` and `AAAA name` get from now on, in order; the last one stays. Any other question is answered with no
   * addresses.
   */
  say(question: string, ...answers: DnsAnswer[]): void;
}
export type { DnsAnswer };

/** What does not fit into a datagram is asked for by TCP. */
const LARGEST_DATAGRAM = 1_232;

/** A DNS server on loopback that says what it is told to (RFC 1035 section 4): `await using dns = await startDnsServer()`. */
export async function startDnsServer(): Promise<DnsServer> {
  const answers = new Map<string, DnsAnswer[]>();
  const questions: string[] = [];

  function answerTo(query: Buffer, by: string): Buffer | undefined {
    const asked = readQuestion(query);
    const question = `${asked.type} ${asked.name}`;
    questions.push(by + question);
    const prepared = answers.get(question) ?? [];
    const answer = (prepared.length > 1 ? prepared.shift() : prepared[0]) ?? { addresses: [] };
    return reply(query.subarray(0, asked.end), answer);
  }

  const streams = createServer((socket) => {
    socket.on("error", () => {});
    let bytes: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < HEADER || bytes.length < 2 + bytes.readUInt16BE(0)) return;
      const answer = answerTo(bytes.subarray(2), "TCP ");
      if (!answer) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.end(Buffer.concat([length, answer]));
    });
  });
  await new Promise<void>((resolve) => streams.listen(0, "127.0.0.1", resolve));
  const { port } = streams.address() as { port: number };

  const datagrams = createSocket("udp4");
  datagrams.on("message", (query, { port, address }) => {
    const answer = answerTo(query, "");
    if (!answer) return;
    const fits = answer.length <= LARGEST_DATAGRAM;
    datagrams.send(fits ? answer : truncated(answer.subarray(0, readQuestion(query).end)), port, address);
  });
  await new Promise<void>((resolve, reject) => {
    datagrams.once("error", reject);
    datagrams.bind(port, "127.0.0.1", resolve);
  });

  return {
    address: `127.0.0.1:${port}`,
    questions,
    say: (question, ...said) => answers.set(question, said),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => datagrams.close(() => resolve()));
      await new Promise<void>((resolve) => streams.close(() => resolve()));
    },
  };
}
