import { startAppliance } from "../e2e/appliance.ts";
import { openLine, statusesIn } from "./line.ts";
import { readStrictly } from "./strict-http.ts";

/** Who may register webhooks, and who posts events: so that no event ever meets a webhook. */
const REGISTRAR = "fuzz-key-of-the-registrar";
const PRODUCER = "fuzz-key-of-the-producer";
const NO_LIMIT = 1_000_000;

export const HOST = "Host: hooks.test";
const EVENT = JSON.stringify({ type: "task.created", data: { a: [1, "\\"] } });

/** A request that posts an event, with these headers besides. Its body is `EVENT`, unless it is another one. */
export function postEvent(headers: readonly string[], body = EVENT, line = "POST /v2/events HTTP/1.1"): string {
  const head = [line, HOST, `Authorization: Bearer ${PRODUCER}`, "Content-Type: application/json", ...headers];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
export const lengthOf = (body: string) => `Content-Length: ${body.length}`;
export const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
export const CHUNKED = "Transfer-Encoding: chunked";
export const WHOLE_EVENT = postEvent([lengthOf(EVENT)]);
export const CHUNKED_EVENT = postEvent([CHUNKED], chunked(EVENT));
export { EVENT };

/** A request that would register a webhook, to which nothing is ever sent. Whoever finds it carried out has smuggled it. */
export function canary(name: string): string {
  const body = JSON.stringify({ url: `http://127.0.0.1:9/${name}`, events: ["*"], enabled: false });
  const head = [
    "POST /v2/webhooks HTTP/1.1",
    HOST,
    `Authorization: Bearer ${REGISTRAR}`,
    "Content-Type: application/json",
  ];
  return `${head.join("\r\n")}\r\n${lengthOf(body)}\r\n\r\n${body}`;
}

/** What is sent on one connection, a character for each byte. */
export interface Conversation {
  readonly text: string;
  /** The text is cut here, and goes out in pieces. */
  readonly cuts?: readonly number[] | "whole" | "byte by byte";
  /** What the sender does when all is sent; an answer is waited for where the text is one whole request. */
  readonly ending?: "waits" | "half-closes" | "resets";
}

/** The executable, and conversations with it. */
export async function startTarget() {
  const accounts = [
    { id: "acc_registrar", apiKeys: [REGISTRAR] },
    { id: "acc_producer", apiKeys: [PRODUCER] },
  ];
  const limits = {
    webhooksPerAccount: 10_000,
    apiRequestsPerMinute: NO_LIMIT,
    failedAuthenticationsPerMinute: NO_LIMIT,
  };
  const appliance = await startAppliance({ accounts, limits, retention: { delivered: "1s" }, log: { level: "error" } });
  const port = Number(new URL(appliance.url).port);

  /** An ordinary request on a connection of its own. @throws when the answer is not as it should be */
  async function ask(key: string, method: string, path: string, status: number, body?: string): Promise<string> {
    const line = await openLine(port);
    const head = [`${method} ${path} HTTP/1.1`, HOST, `Authorization: Bearer ${key}`, "Connection: close"];
    if (body !== undefined) head.push("Content-Type: application/json", lengthOf(body));
    await line.send([Buffer.from(`${head.join("\r\n")}\r\n\r\n${body ?? ""}`, "latin1")]);
    await line.answered();
    const { heard } = line;
    await line.finish();
    if (statusesIn(heard).join() !== String(status)) throw new Error(`${method} ${path} was answered with ${heard}`);
    return heard.slice(heard.indexOf("\r\n\r\n") + 4);
  }

  /** Where the webhooks post to that were registered since the last time. */
  async function carriedOut(): Promise<string[]> {
    // What was written before this event is written when it is accepted.
    const accepted = JSON.parse(await ask(PRODUCER, "POST", "/v2/events", 202, EVENT)) as { id: string };
    if (!accepted.id.startsWith("evt_")) throw new Error("An event was not accepted.");
    const list = await ask(REGISTRAR, "GET", "/v2/webhooks?limit=200", 200);
    const { data } = JSON.parse(list) as { data: { id: string; url: string }[] };
    for (const { id } of data) await ask(REGISTRAR, "DELETE", `/v2/webhooks/${id}`, 204);
    return data.map(({ url }) => url);
  }

  /**
   * Holds a conversation, and looks whether the server is well.
   *
   * @returns the statuses that were answered, and those webhooks that a strict reader would not have registered
   * @throws when the server keeps the connection for longer than it may, or does not serve others rightly
   */
  async function converse({ text, cuts = "whole", ending = "waits" }: Conversation) {
    const line = await openLine(port);
    await line.send(piecesOf(Buffer.from(text, "latin1"), cuts));
    const strictly = readStrictly(text);
    const [first, ...others] = strictly.requests;
    const isOne = first !== undefined && others.length === 0 && strictly.end === "all";
    if (ending === "waits" && isOne) await line.answered(first.method === "HEAD");
    if (ending !== "half-closes") await ask(PRODUCER, "GET", "/v2/event-types", 200);
    if (ending === "resets") line.reset();
    else await line.finish();
    const rightly = strictly.requests.map(({ method, body }) => (method === "POST" ? urlIn(body) : undefined));
    const smuggled = (await carriedOut()).filter((url) => !rightly.includes(url));
    return { statuses: statusesIn(line.heard), smuggled };
  }

  return { converse, carriedOut, [Symbol.asyncDispose]: () => appliance[Symbol.asyncDispose]() };
}

function piecesOf(bytes: Buffer, cuts: NonNullable<Conversation["cuts"]>): Buffer[] {
  if (cuts === "whole") return [bytes];
  if (cuts === "byte by byte") return Array.from(bytes, (byte) => Buffer.of(byte));
  const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

function urlIn(body: string): string | undefined {
  try {
    return (JSON.parse(Buffer.from(body, "latin1").toString()) as { url?: string } | null)?.url;
  } catch {
    return undefined;
  }
}
