/** A request that hangs must not stop the polling behind it. */
const TIMEOUT_MS = 15_000;
/** As many as a list gives at once. */
export const LONGEST_PAGE = 200;
/** Answers that are kept to be asked for again by their tags. */
const KEPT_ANSWERS = 50;

/** The server refused, and said why in a sentence for people. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  /** By JSON Pointer into the body: `/url`. */
  readonly faults: readonly FieldFault[];

  constructor(status: number, detail: string, faults: readonly FieldFault[] = []) {
    super(detail);
    this.status = status;
    this.faults = faults;
  }
}
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** Nobody answered, or a proxy did in the server's place. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** What the page has to know of every request, whoever made it. */
export interface ApiWatch {
  /** Whether the server itself answered. */
  reached(reached: boolean): void;
  /** The key is not valid, or no longer. */
  unauthorized(): void;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** The API of the server that the page came from, under `/v2`. @throws Refused, Unreachable */
export interface Client {
  get<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer>;
  /** The answer's JSON as it was sent. */
  getText(path: string, signal?: AbortSignal): Promise<string>;
  send<Answer>(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Answer>;
  /** With a body that is JSON already, which may hold numbers that the browser would spoil. */
  sendText<Answer>(method: "POST", path: string, json: string): Promise<Answer>;
}

export function createClient(key: string, watch: ApiWatch): Client {
  const kept = new Map<string, { readonly tag: string; readonly answer: unknown }>();

  async function call<Answer>(work: () => Promise<unknown>, signal?: AbortSignal): Promise<Answer> {
    try {
      const answer = await work();
      watch.reached(true);
      return answer as Answer;
    } catch (fault) {
      if (!signal?.aborted) watch.reached(fault instanceof Refused);
      if (fault instanceof Refused && fault.status === 401) watch.unauthorized();
      throw fault;
    }
  }

  function request(path: string, init: RequestInit & { readonly headers?: Record<string, string> }): Promise<Response> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    return fetch(`/v2${path}`, { ...init, headers, signal }).catch(() => {
      throw new Unreachable("The server did not answer.");
    });
  }

  /** What has not changed since it was asked for last is not sent again, nor read. */
  async function getOrKept(path: string, signal: AbortSignal | undefined): Promise<unknown> {
    const before = kept.get(path);
    const response = await request(path, {
      ...(signal && { signal }),
      ...(before && { headers: { "if-none-match": before.tag } }),
    });
    if (before && response.status === 304) return before.answer;
    const answer = await read(response);
    const tag = response.headers.get("etag");
    kept.delete(path);
    if (tag) kept.set(path, { tag, answer });
    for (const [oldest] of kept) if (kept.size > KEPT_ANSWERS) kept.delete(oldest);
    return answer;
  }

  const sendText = (method: string, path: string, json: string | undefined) =>
    call(async () =>
      read(
        await request(path, {
          method,
          ...(json !== undefined && { headers: { "content-type": "application/json" }, body: json }),
        }),
      ),
    );
  return {
    getText: (path, signal) =>
      call(async () => {
        const response = await request(path, signal ? { signal } : {});
        return response.ok ? response.text() : read(response);
      }, signal),
    get: (path, query = {}, signal) => call(() => getOrKept(`${path}${search(query)}`, signal), signal),
    send: (method, path, body) =>
      sendText(method, path, body === undefined ? undefined : JSON.stringify(body)) as Promise<never>,
    sendText: (method, path, json) => sendText(method, path, json) as Promise<never>,
  };
}

/** The body of an answer. One that is not JSON is a proxy's, saying that the server behind it is away. */
async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const body: unknown = await response.json().catch(() => {
    throw new Unreachable(`The server did not answer; something before it said ${response.status}.`);
  });
  if (response.ok) return body;
  const { detail, errors } = body as { readonly detail?: unknown; readonly errors?: readonly FieldFault[] };
  const said = typeof detail === "string" && detail ? detail : `The server refused with status ${response.status}.`;
  throw new Refused(response.status, said, Array.isArray(errors) ? errors : []);
}

/** A path of parts that may hold anything. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** `?a=b`, without what is not given; an empty text when nothing is. */
function search(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
