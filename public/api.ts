import type { Account, Delivery, DeliveryDetail, EventType, Page, Stats, Webhook } from "./resources.ts";

/** A request that hangs must not stop the polling behind it. */
const TIMEOUT_MS = 15_000;
/** As many as a list gives at once. */
const LONGEST_PAGE = 200;
const DELIVERIES_A_PAGE = 50;

/** The server refused, and said why in a sentence for people. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Nobody answered, or a proxy did in the server's place. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface DeliveryFilter {
  readonly status?: string | undefined;
  readonly eventType?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface Api {
  webhooks(accountId: string | undefined, cursor: string | undefined, signal?: AbortSignal): Promise<Page<Webhook>>;
  webhook(id: string, signal?: AbortSignal): Promise<Webhook>;
  setEnabled(id: string, enabled: boolean): Promise<Webhook>;
  deliveries(webhookId: string, filter: DeliveryFilter, signal?: AbortSignal): Promise<Page<Delivery>>;
  latestDeliveries(webhookId: string, limit: number, signal?: AbortSignal): Promise<Page<Delivery>>;
  delivery(webhookId: string, id: string, signal?: AbortSignal): Promise<DeliveryDetail>;
  redeliver(webhookId: string, id: string): Promise<Delivery>;
  sendTest(webhookId: string, eventType: string): Promise<DeliveryDetail>;
  eventTypes(signal?: AbortSignal): Promise<{ readonly data: readonly EventType[] }>;
  /** For an operator's key alone. */
  accounts(signal?: AbortSignal): Promise<Page<Account>>;
  /** Of the last 24 hours. */
  stats(accountId: string | undefined, signal?: AbortSignal): Promise<Stats>;
}

/** What the page has to know of every request, whoever made it. */
export interface ApiWatch {
  /** Whether the server itself answered. */
  reached(reached: boolean): void;
  /** The key is not valid, or no longer. */
  unauthorized(): void;
}

export function createApi(key: string, watch: ApiWatch): Api {
  async function call<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    try {
      const answer = await reach(method, path, body, signal);
      watch.reached(true);
      return answer as Answer;
    } catch (fault) {
      if (!signal?.aborted) watch.reached(fault instanceof Refused);
      if (fault instanceof Refused && fault.status === 401) watch.unauthorized();
      throw fault;
    }
  }

  async function reach(method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Unreachable("The server did not answer.");
    });
    return read(response);
  }

  const webhookPath = (id: string) => `/webhooks/${encodeURIComponent(id)}`;
  const deliveryPath = (webhookId: string, id: string) =>
    `${webhookPath(webhookId)}/deliveries/${encodeURIComponent(id)}`;

  return {
    webhooks: (accountId, cursor, signal) =>
      call("GET", `/webhooks${query({ limit: LONGEST_PAGE, account_id: accountId, cursor })}`, undefined, signal),
    webhook: (id, signal) => call("GET", webhookPath(id), undefined, signal),
    setEnabled: (id, enabled) => call("PATCH", webhookPath(id), { enabled }),
    deliveries: (webhookId, { status, eventType, cursor }, signal) => {
      const filter = query({ limit: DELIVERIES_A_PAGE, status, event_type: eventType, cursor });
      return call("GET", `${webhookPath(webhookId)}/deliveries${filter}`, undefined, signal);
    },
    latestDeliveries: (webhookId, limit, signal) =>
      call("GET", `${webhookPath(webhookId)}/deliveries${query({ limit })}`, undefined, signal),
    delivery: (webhookId, id, signal) => call("GET", deliveryPath(webhookId, id), undefined, signal),
    redeliver: (webhookId, id) => call("POST", `${deliveryPath(webhookId, id)}/redeliver`),
    sendTest: (webhookId, eventType) => call("POST", `${webhookPath(webhookId)}/test`, { event_type: eventType }),
    eventTypes: (signal) => call("GET", "/event-types", undefined, signal),
    accounts: (signal) => call("GET", `/accounts${query({ limit: LONGEST_PAGE })}`, undefined, signal),
    stats: (accountId, signal) =>
      call("GET", `/stats${query({ window: "24h", account_id: accountId })}`, undefined, signal),
  };
}

/** The body of an answer. One that is not JSON is a proxy's, saying that the server behind it is away. */
async function read(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => {
    throw new Unreachable(`The server did not answer; something before it said ${response.status}.`);
  });
  if (response.ok) return body;
  const detail = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  throw new Refused(response.status, detail || `The server refused with status ${response.status}.`);
}

/** `?a=b`, without what is not given; an empty text when nothing is. */
function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
