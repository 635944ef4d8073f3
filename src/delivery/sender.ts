import type { AddressRange } from "../core/address.ts";
import type { Outcome } from "../core/attempt.ts";
import type { Body } from "../core/body.ts";
import type { Clock, Millis } from "../core/time.ts";
import type { ClientIdentity } from "./client-identity.ts";
import type { Connection, Exchange, RequestText } from "./connection.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createDestinations, type Destination } from "./destination.ts";
import { createDialer, type DialerDeps } from "./dialer.ts";
import { createTargets, type Target } from "./target.ts";

export interface SendRequest {
  readonly url: string;
  /** All of them, a line each, ended by CRLF. */
  readonly headers: string;
  readonly body: Body;
  /** For everything, from the name to the last byte of the answer. */
  readonly timeoutMs: Millis;
  /** Shown to endpoints that ask; nobody else's sockets are used for it. */
  readonly identity?: ClientIdentity | undefined;
}
/** Makes HTTP requests. What goes wrong is an outcome, not an exception. */
export interface Sender {
  send(request: SendRequest): Promise<Outcome>;
  /** Ends all requests in flight, and those that are made later, as `interrupted`. */
  interruptAll(): void;
  /** Closes the idle sockets. */
  close(): void;
}
export interface SenderDeps extends DialerDeps {
  readonly clock: Clock;
  /** Addresses besides the public ones that may be posted to. */
  readonly allow: readonly AddressRange[];
  /** A fault of ours that was survived. */
  onFault(fault: unknown): void;
}

/** A request in flight. */
interface Flight {
  readonly request: SendRequest;
  readonly target: Target;
  readonly resolve: (outcome: Outcome) => void;
  cancelDeadline: (() => void) | undefined;
  /** What is open for it. */
  line: { destroy(): void } | undefined;
  over: boolean;
}

const TIMEOUT: Outcome = { kind: "failed", error: "timeout" };
const INTERRUPTED: Outcome = { kind: "failed", error: "interrupted" };
const INVALID: Outcome = { kind: "failed", error: "invalid_response" };
const RESET: Outcome = { kind: "failed", error: "reset" };
const TLS: Outcome = { kind: "failed", error: "tls" };

/**
 * On a kept-alive socket a request costs one promise: what is known is not awaited, and callbacks lead from step to step,
 * `approach` (where to), `ride` (a kept socket) or `dial` (a fresh one), `land`.
 */
export function createSender(deps: SenderDeps): Sender {
  const pool = createConnectionPool(deps.clock);
  const findDestination = createDestinations(deps.resolver, deps.allow, deps.proxy);
  const targetOf = createTargets();
  const dialAs = createDialer(deps);
  const flights = new Set<Flight>();
  let interrupted = false;

  function launch(request: SendRequest, resolve: (outcome: Outcome) => void): void {
    const flight = flightOf(request, targetOf(request.url, request.identity), resolve);
    flight.cancelDeadline = deps.clock.after(request.timeoutMs, () => abort(flight, TIMEOUT));
    flights.add(flight);
    const destination = findDestination(flight.target.host);
    if (destination instanceof Promise)
      destination.then((found) => approach(flight, found)).catch((fault) => lose(flight, fault));
    else approach(flight, destination);
  }

  function approach(flight: Flight, destination: Destination): void {
    if (flight.over) return;
    if (destination.kind === "failed") {
      land(flight, destination);
      return;
    }
    const { addresses } = destination;
    const kept = pool.take(flight.target.key, addresses);
    if (!kept) dial(flight, addresses);
    else
      ride(flight, kept, (exchange) => {
        // The endpoint closed the idle socket just then: that is no answer, and no fault of the endpoint.
        if (exchange.kind === "lost" && !exchange.answered) dial(flight, addresses);
        else land(flight, outcomeOf(exchange));
      });
  }

  function dial(flight: Flight, addresses: readonly string[]): void {
    if (flight.over) return;
    flight.line = dialAs(flight.request.identity, flight.target, addresses, (dialled) => {
      if (dialled.kind === "failed") land(flight, dialled);
      else ride(flight, dialled.connection, (exchange) => land(flight, outcomeOf(exchange)));
    });
  }

  function ride(flight: Flight, connection: Connection, arrive: (exchange: Exchange) => void): void {
    flight.line = connection;
    connection.exchange(requestText(flight), (exchange) => {
      if (connection.reusable) pool.put(flight.target.key, connection);
      arrive(exchange);
    });
  }

  function land(flight: Flight, outcome: Outcome): void {
    if (flight.over) return;
    flight.over = true;
    flight.cancelDeadline?.();
    flights.delete(flight);
    flight.resolve(outcome);
  }

  function abort(flight: Flight, outcome: Outcome): void {
    land(flight, outcome);
    flight.line?.destroy();
  }

  function lose(flight: Flight, fault: unknown): void {
    deps.onFault(fault);
    abort(flight, RESET);
  }

  return {
    send: (request) =>
      new Promise((resolve) => {
        try {
          if (interrupted) resolve(INTERRUPTED);
          else launch(request, resolve);
        } catch (fault) {
          deps.onFault(fault);
          resolve(RESET);
        }
      }),
    interruptAll() {
      interrupted = true;
      for (const flight of [...flights]) abort(flight, INTERRUPTED);
    },
    close: () => pool.close(),
  };
}

function flightOf(request: SendRequest, target: Target, resolve: Flight["resolve"]): Flight {
  return { request, target, resolve, cancelDeadline: undefined, line: undefined, over: false };
}

function requestText({ target, request }: Flight): RequestText {
  return { head: `POST ${target.path} HTTP/1.1\r\n${request.headers}\r\n`, body: request.body };
}

function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === "response") return { kind: "answered", response: exchange.response };
  if (exchange.kind === "tls") return TLS;
  return exchange.kind === "invalid" ? INVALID : RESET;
}
