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

/**
 * With every answer: it is what it says it is, shows nothing in a browser, is kept by nobody (keys and secrets are in some),
 * and no other site gets to see it. There is no CORS, and HSTS is for the proxy that has the certificate.
 */
const GUARDING: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Of an answer to HEAD the server leaves the body out, and keeps its length. */
export function toResponse({ status, body, contentType, headers }: Reply): Response {
  const usual = usualHeaders(contentType);
  return new Response(body ?? null, { status, headers: headers ? withOwn(usual, headers) : usual });
}

const usualByType = new Map<string | undefined, Headers>();

/** Made once a type: answering copies them in a fraction of the time that making them takes. */
function usualHeaders(contentType: string | undefined): Headers {
  const known = usualByType.get(contentType);
  if (known) return known;
  const made = new Headers({ ...GUARDING, ...(contentType !== undefined && { "content-type": contentType }) });
  usualByType.set(contentType, made);
  return made;
}

function withOwn(usual: Headers, own: Readonly<Record<string, string>>): Headers {
  const all = new Headers(usual);
  for (const [name, value] of Object.entries(own)) all.set(name, value);
  return all;
}
