import type { Elysia } from "elysia";
import { Refusal } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import type { Access } from "./access.ts";
import { type AdmitDeps, admit } from "./admit.ts";
import { createLoggedPath } from "./logged-path.ts";
import { problemReply } from "./problem.ts";
import { type Reply, toResponse } from "./reply.ts";
import type { AnyRoute } from "./route.ts";
import { type ServeDeps, serveRoute } from "./serve-route.ts";

/** A request that was answered, for the log. */
export interface AnsweredRequest {
  readonly request: Request;
  /** Without what may be a secret. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Where the connection came from. */
  readonly peer: string | undefined;
}
export interface MountDeps extends Omit<ServeDeps, "access"> {
  readonly access: Access;
  readonly clock: Pick<Clock, "monotonic">;
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
}

/** What of Elysia's context is used. */
interface Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Puts the routes on the server. We read bodies ourselves, and every answer, the refusals too, is made here.
 *
 * Elysia reads the handlers' source for what they use: one that takes its context apart gets no cookies, queries and headers
 * parsed for it, and its response is not made a second time.
 */
export function mountRoutes(app: Elysia, routes: readonly AnyRoute[], mountDeps: MountDeps): Elysia {
  const peerOf = (request: Request) => app.server?.requestIP(request)?.address;
  const access = (request: Request) => mountDeps.access(request, () => peerOf(request));
  const deps = { ...mountDeps, access };
  const answer = answering(mountDeps, createLoggedPath(routes), peerOf);
  for (const route of routes) {
    const run = ({ request, params }: Incoming) => answer(request, () => serveRoute(route, request, params, deps));
    app.route(route.method, route.path, run, { parse: "none" });
    if (route.method === "GET") app.route("HEAD", route.path, run, { parse: "none" });
  }
  for (const [path, allowed] of methodsByPath(routes)) {
    const refuse = ({ request }: Incoming) => answer(request, () => wrongMethod(path, allowed, request, deps));
    app.all(path, refuse, { parse: "none" });
  }
  const lost = ({ request }: Incoming) => answer(request, () => unknownPath(request, deps));
  app.all("/*", lost, { parse: "none" });
  return app;
}

function answering(
  { clock, onFault, onAnswered }: MountDeps,
  loggedPath: (path: string) => string,
  peerOf: (request: Request) => string | undefined,
) {
  async function reply(work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (fault) {
      return problemReply(fault, onFault);
    }
  }

  return async (request: Request, work: () => Promise<Reply>): Promise<Response> => {
    if (!onAnswered) return toResponse(await reply(work));
    const began = clock.monotonic();
    const answered = await reply(work);
    const durationMs = Math.round(clock.monotonic() - began);
    const path = loggedPath(pathOf(request));
    onAnswered({ request, path, status: answered.status, durationMs, peer: peerOf(request) });
    return toResponse(answered);
  };
}

function methodsByPath(routes: readonly AnyRoute[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of routes) {
    const own = method === "GET" ? ["GET", "HEAD"] : [method];
    methods.set(path, [...(methods.get(path) ?? []), ...own]);
  }
  return methods;
}

async function wrongMethod(
  path: string,
  allowed: readonly string[],
  request: Request,
  deps: AdmitDeps,
): Promise<Reply> {
  const list = allowed.join(", ");
  const refusal = problemReply(new Refusal("method_not_allowed", `This path takes ${list}.`), deps.onFault);
  const reply = { ...refusal, headers: { ...refusal.headers, allow: list } };
  return path.startsWith("/v2") ? admit(request, deps, async () => reply) : reply;
}

/** What there is under `/v2` is told to those with a key. */
async function unknownPath(request: Request, deps: AdmitDeps): Promise<Reply> {
  const path = pathOf(request);
  const isOfApi = path === "/v2" || path.startsWith("/v2/");
  return isOfApi ? admit(request, deps, nothingThere) : nothingThere();
}

async function nothingThere(): Promise<never> {
  throw new Refusal("not_found", "There is nothing at this path. GET /openapi.json describes the API.");
}

/** Cut by hand: with a Host that is none Bun gives the path alone as the URL, and it may look like anything. */
function pathOf({ url }: Request): string {
  const scheme = /^https?:\/\//.exec(url)?.[0].length ?? 0;
  const start = scheme > 0 ? url.indexOf("/", scheme) : 0;
  return (start < 0 ? "/" : url.slice(start)).replace(/[?#].*$/s, "");
}
