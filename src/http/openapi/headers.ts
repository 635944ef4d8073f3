import { ETAG, isTagged } from "../etag.ts";
import type { Answer, AnyRoute } from "../route.ts";
import type { Json } from "./schemas.ts";

/** Those that come with every answer of the route's kind. */
export function withUsualHeaders(route: AnyRoute, answer: Answer): Answer {
  if (route.access === "public") return answer;
  return { ...answer, headers: { ...answer.headers, ...(isTagged(route) && ETAG), ...RATE } };
}

export function describedHeaders(headers: Readonly<Record<string, string>>): Json {
  const described = ([name, text]: [string, string]) => [name, { description: text, schema: { type: "string" } }];
  return Object.fromEntries(Object.entries(headers).map(described));
}

/** As of draft-ietf-httpapi-ratelimit-headers-10. */
export const RATE = {
  RateLimit: 'What the key may yet do: `"key";r=5999;t=1` says 5,999 requests, and all of them again in 1 s.',
  "RateLimit-Policy": 'What it may do at all: `"key";q=6000;w=60` says 6,000 requests in 60 s.',
} as const;
