import type { FirstKeys } from "../actions/first-keys.ts";

export interface BannerFacts {
  readonly url: string;
  readonly firstKeys: FirstKeys | undefined;
  readonly dev: boolean;
  readonly version: string;
}

/** What is printed at the start. At the very first one, the keys, and commands that work as they are. */
export function banner({ url, firstKeys, dev, version }: BannerFacts): string {
  const head = `TaskFlow Hooks ${version}${dev ? ", for development: http and loopback endpoints are allowed" : ""}\n`;
  const page = `  Status page  ${url}/\n`;
  if (!firstKeys) return `\n${head}${page}\n`;
  return [
    `\n${head}${page}`,
    "  These keys are shown this once. Keep them.",
    `  API key       ${firstKeys.apiKey}   (account acc_default)`,
    `  Operator key  ${firstKeys.operatorKey}`,
    "",
    dev ? devTour(url, firstKeys.apiKey) : tour(url, firstKeys.apiKey),
    "",
  ].join("\n");
}

function devTour(url: string, key: string): string {
  return `  Try it. Register the built-in inbox, send an event, look at what arrived:

curl -X POST ${url}/v2/webhooks -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '{"url":"${url}/dev/inbox/demo","events":["*"]}'
curl -X POST ${url}/v2/events -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '{"type":"task.created","data":{"id":"task_1","title":"Hello"}}'
curl ${url}/dev/inbox/demo
`;
}

function tour(url: string, key: string): string {
  return `  Try it. List the event types; then register a webhook with POST ${url}/v2/webhooks:

curl ${url}/v2/event-types -H 'Authorization: Bearer ${key}'
`;
}
