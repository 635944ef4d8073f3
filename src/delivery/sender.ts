import type { AddressRange } from "../core/address.ts";
import type { Outcome } from "../core/attempt.ts";
import type { Clock, Millis } from "../core/time.ts";
import type { Connection, DialSettings, Exchange } from "./connection.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createDestinations } from "./destination.ts";
import { dialFirst } from "./dialer.ts";
import type { Resolver } from "./resolver.ts";
import { createTargets, type Target } from "./target.ts";

export interface SendRequest {
  readonly url: string;
  /** All of them, in the order they are sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** For everything, from the name to the last byte of the answer. */
  readonly timeoutMs: Millis;
}
/** Makes HTTP requests. What goes wrong is an outcome, not an exception. */
export interface Sender {
  send(request: SendRequest): Promise<Outcome>;
  /** Ends all requests in flight, as `interrupted`. */
  interruptAll(): void;
  /** Closes the idle sockets. */
  close(): void;
}
export interface SenderDeps extends DialSettings {
  readonly resolver: Resolver;
  readonly clock: Clock;
  /** Addresses besides the public ones that may be posted to. */
  readonly allow: readonly AddressRange[];
  /** A fault of ours that was survived. */
  onFault(fault: unknown): void;
}

/** A request in flight. */
interface Flight {
  over: boolean;
  /** Ends what is open for it. */
  cancel: () => void;
  readonly finish: (outcome: Outcome) => void;
}

const TIMEOUT: Outcome = { kind: "failed", error: "timeout" };
const INTERRUPTED: Outcome = { kind: "failed", error: "interrupted" };
const INVALID: Outcome = { kind: "failed", error: "invalid_response" };
const RESET: Outcome = { kind: "failed", error: "reset" };

export function createSender(deps: SenderDeps): Sender {
  const { clock } = deps;
  const pool = createConnectionPool(clock);
  const findDestination = createDestinations(deps.resolver, deps.allow);
  const targetOf = createTargets();
  const flights = new Set<Flight>();

  async function fly(request: SendRequest, flight: Flight): Promise<Outcome> {
    const target = targetOf(request.url);
    const destination = await findDestination(target.host);
    if (destination.kind === "failed") return destination;
    const text = requestText(target, request);

    const kept = flight.over ? undefined : pool.take(target.key, destination.addresses);
    if (kept) {
      const exchange = await exchangeOn(kept, text, flight, target);
      // The endpoint closed the idle socket just then: that is no answer, and no fault of the endpoint.
      if (exchange.kind !== "lost" || exchange.answered) return outcomeOf(exchange);
    }
    if (flight.over) return INTERRUPTED;
    const dialled = await dialFirst(target, destination.addresses, deps, clock, (cancel) => {
      flight.cancel = cancel;
    });
    if (dialled.kind === "failed") return dialled;
    return outcomeOf(await exchangeOn(dialled.connection, text, flight, target));
  }

  async function exchangeOn(connection: Connection, text: string, flight: Flight, target: Target): Promise<Exchange> {
    flight.cancel = () => connection.destroy();
    const exchange = await connection.exchange(text);
    if (connection.reusable) pool.put(target.key, connection);
    return exchange;
  }

  return {
    send: (request) =>
      new Promise((resolve) => {
        const flight: Flight = {
          over: false,
          cancel: () => {},
          finish(outcome) {
            if (flight.over) return;
            flight.over = true;
            cancelDeadline();
            flights.delete(flight);
            resolve(outcome);
          },
        };
        const cancelDeadline = clock.after(request.timeoutMs, () => {
          flight.finish(TIMEOUT);
          flight.cancel();
        });
        flights.add(flight);
        fly(request, flight).then(flight.finish, (fault) => {
          deps.onFault(fault);
          flight.finish(RESET);
        });
      }),
    interruptAll() {
      for (const flight of [...flights]) {
        flight.finish(INTERRUPTED);
        flight.cancel();
      }
    },
    close: () => pool.close(),
  };
}

/** As one string, which is one write to the socket. */
function requestText({ path }: Target, { headers, body }: SendRequest): string {
  let text = `POST ${path} HTTP/1.1\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n${body}`;
}

function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === "response") return { kind: "answered", response: exchange.response };
  return exchange.kind === "invalid" ? INVALID : RESET;
}
