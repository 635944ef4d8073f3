import { Elysia } from "elysia";
import type { Context } from "../actions/context.ts";
import type { Clock, Millis } from "../core/time.ts";
import { type AccessSettings, createAccess } from "./access.ts";
import { accountRoutes } from "./accounts.ts";
import { allDeliveryRoutes } from "./all-deliveries.ts";
import { createBodyRoom } from "./body-room.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { devInboxRoutes } from "./dev-inbox.ts";
import { eventTypeRoutes } from "./event-types.ts";
import { eventRoutes } from "./events.ts";
import { keyRoutes } from "./keys.ts";
import { type AnsweredRequest, mountRoutes } from "./mount.ts";
import { describeApi } from "./openapi.ts";
import { type OperationDeps, operationRoutes } from "./operations.ts";
import { createPace } from "./pace.ts";
import type { AnyRoute } from "./route.ts";
import { sendAgainRoutes } from "./send-again.ts";
import { statsRoutes } from "./stats.ts";
import { type SystemDeps, systemRoutes } from "./system.ts";
import { webhookRoutes } from "./webhooks.ts";

export interface HttpSettings extends AccessSettings {
  readonly bodyBytes: number;
  readonly deliveriesPerWebhookPerDay: number;
  readonly version: string;
  /** Serves the inbox of `--dev`. */
  readonly devInbox: boolean;
}
export interface HttpDeps extends Omit<OperationDeps, "openapi">, SystemDeps {
  readonly context: Context;
  readonly clock: Clock;
  readonly settings: HttpSettings;
  /** A fault of ours or of the storage: somebody got a 500, a 503 or a 507. */
  onFault(fault: unknown): void;
  /** Left out where nobody listens: then nothing is measured. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  /** For tests; `IDLE_SECONDS` when left out. */
  readonly idleSeconds?: number | undefined;
}
export interface HttpServer {
  /** Answers without a socket. */
  handle(request: Request): Promise<Response>;
  /** Resolves with the port; rejects when it cannot be had. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  /** Takes no more requests, and resolves when those that are there are answered, or after `patience` in any case. */
  stop(patience: Millis): Promise<void>;
}

/** Far above our own limit, which answers with a reason. */
const BUN_BODY_LIMIT = 1024 ** 4;
/** Bytes of large bodies in hand: each costs several times its size while it is read, understood and stored. */
const BODIES_IN_HAND = { prompt: 16 * 1024 * 1024, slow: 32 * 1024 * 1024 };
/** Without a byte until a connection is closed: more than a body waits for room. */
export const IDLE_SECONDS = 60;

export function createHttp(deps: HttpDeps): HttpServer {
  const { context, settings } = deps;
  const routes = routesOf(deps);
  const access = createAccess({ context, clock: deps.clock, settings });
  const { clock, onFault, onAnswered, idleSeconds = IDLE_SECONDS } = deps;
  // Without this Elysia looks for the path behind a host of four characters or more.
  const elysia = new Elysia({ handler: { standardHostname: false } });
  const bodyRoom = createBodyRoom(BODIES_IN_HAND, clock);
  const bodies = { bodyLimit: settings.bodyBytes, bodyRoom, pace: createPace() };
  const app = mountRoutes(elysia, routes, { access, ...bodies, clock, onFault, onAnswered });

  return {
    handle: (request) => app.handle(request),
    async listen({ host, port }) {
      // Elysia's defaults let a second process listen on the same port, and show faults to whoever made them.
      const ours = { reusePort: false, development: false };
      const serve = { ...ours, maxRequestBodySize: BUN_BODY_LIMIT, idleTimeout: idleSeconds };
      app.listen({ hostname: host, port, ...serve });
      const bound = app.server?.port;
      if (bound === undefined) throw new Error(`Nothing listens on ${host}:${port}.`);
      return bound;
    },
    async stop(patience) {
      const cut = clock.after(patience, () => void app.server?.stop(true));
      await app.server?.stop();
      cut();
    },
  };
}

/** All rows of the API. */
function routesOf(deps: HttpDeps): AnyRoute[] {
  const { context, settings } = deps;
  const { version, deliveriesPerWebhookPerDay } = settings;
  let described: string | undefined;
  const openapi = (): string => {
    described ??= JSON.stringify(describeApi(routes, version));
    return described;
  };
  const routes: AnyRoute[] = [
    ...webhookRoutes(context),
    ...allDeliveryRoutes(context),
    ...deliveryRoutes(context),
    ...sendAgainRoutes(context),
    ...eventRoutes(context),
    ...eventTypeRoutes(context),
    ...accountRoutes(context),
    ...keyRoutes(context),
    ...statsRoutes({ context, deliveriesPerDay: deliveriesPerWebhookPerDay, version }),
    ...systemRoutes(deps),
    ...operationRoutes({ ...deps, openapi }),
    ...(settings.devInbox ? devInboxRoutes(deps.clock) : []),
  ];
  return routes;
}
