import { Type } from "@sinclair/typebox";
import { type EpochMs, formatTime } from "../core/time.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";

interface Kept {
  readonly received_at: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const KEPT = 50;
const MOST_INBOXES = 100;
const BODY_KEPT = 64 * 1024;

const InboxView = Type.Object({
  data: Type.Array(
    Type.Object({
      received_at: Type.String(),
      method: Type.String(),
      headers: Type.Record(Type.String(), Type.String()),
      body: Type.String(),
    }),
    { description: "The last 50 requests, newest first." },
  ),
});

/** With `--dev`: an endpoint that takes anything and shows it, so that trying the product needs no receiver. In memory. */
export function devInboxRoutes(now: () => EpochMs): AnyRoute[] {
  const inboxes = new Map<string, Kept[]>();
  const path = "/dev/inbox/:name";
  const tag = "Development";

  function keep(name: string, request: Kept): void {
    if (!inboxes.has(name) && inboxes.size >= MOST_INBOXES) inboxes.clear();
    inboxes.set(name, [request, ...(inboxes.get(name) ?? [])].slice(0, KEPT));
  }

  return [
    defineRoute({
      method: "POST",
      path,
      operationId: "putIntoInbox",
      tag,
      summary: "Take anything",
      access: "public",
      answers: { 200: { description: "It is kept.", schema: Type.Object({ received: Type.Boolean() }) } },
      async handle({ request, params }) {
        const body = (await request.text()).slice(0, BODY_KEPT);
        const headers = Object.fromEntries(request.headers);
        keep(params.name ?? "", { received_at: formatTime(now()), method: request.method, headers, body });
        return json(200, { received: true });
      },
    }),
    defineRoute({
      method: "GET",
      path,
      operationId: "getInbox",
      tag,
      summary: "Show what came",
      access: "public",
      answers: { 200: { description: "The inbox.", schema: InboxView } },
      handle: async ({ params }) => json(200, { data: inboxes.get(params.name ?? "") ?? [] }),
    }),
  ];
}
