import { Type } from "@sinclair/typebox";
import { type Clock, formatTime } from "../core/time.ts";
import { createInboxes } from "./inboxes.ts";
import { explainCut } from "./read-bytes.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";

/** Bytes. */
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
export function devInboxRoutes(clock: Pick<Clock, "now" | "after">): AnyRoute[] {
  const inboxes = createInboxes(clock);
  const path = "/dev/inbox/:name";
  const tag = "Development";

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
        const body = await readBeginning(request).catch(explainCut);
        const headers = Object.fromEntries(request.headers);
        const received_at = formatTime(clock.now());
        inboxes.keep(params.name ?? "", { received_at, method: request.method, headers, body });
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
      handle: async ({ params }) => json(200, { data: await inboxes.look(params.name ?? "") }),
    }),
  ];
}

/** Nobody's key says how much they may send: what is beyond the beginning is read, and dropped as it comes. */
async function readBeginning({ body }: Request): Promise<string> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    if (size >= BODY_KEPT) continue;
    kept.push(chunk.slice(0, BODY_KEPT - size));
    size += chunk.length;
  }
  return Buffer.concat(kept).toString();
}
