/** What a route answers. */
export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const JSON_TYPE = "application/json; charset=utf-8";

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return jsonText(status, JSON.stringify(value), headers);
}

/** For an answer that is JSON text already. */
export function jsonText(status: number, body: string, headers?: Readonly<Record<string, string>>): Reply {
  return { status, body, contentType: JSON_TYPE, ...(headers && { headers }) };
}

export const NO_CONTENT: Reply = { status: 204 };

/** Of an answer to HEAD the server leaves the body out, and keeps its length. */
export function toResponse({ status, body, contentType, headers }: Reply): Response {
  const all: Record<string, string> = { ...headers };
  if (contentType !== undefined) all["content-type"] = contentType;
  return new Response(body ?? null, { status, headers: all });
}
