import { dataOf, deliveryIdOf, eventIdOf } from "../../test/e2e/arrivals.ts";
import { answer, type ReceivedRequest, type Reply, startReceiver, writing } from "../../test/support/receiver.ts";
import { createRandom } from "./random.ts";

/** A request as it came to an endpoint. Times are in milliseconds since the epoch. */
export interface Arrival {
  readonly delivery: string;
  readonly event: string;
  readonly attempt: number;
  readonly at: number;
  /** Counts up; a life of the appliance has connections of its own. */
  readonly connection: number;
  /** The status that it was answered with, and when; `null` while it was not. */
  readonly status: number | null;
  readonly answeredAt: number | null;
}
export interface Endpoints extends AsyncDisposable {
  /**
   * @param path `/ok` answers 200, `/slow/200` after so many milliseconds, `/hang` never; `/flaky/30` refuses so many percent of
   *   the attempts, and `/stubborn/5` so many percent of the events, with 503
   */
  urlOf(path: string): string;
  readonly arrivals: readonly Arrival[];
  /** Makes `/hang` answer from now on. */
  unhang(): void;
  /**
   * Resolves when all that was sent before has been read, with a number that is above those of the connections so far, and below
   * those of later ones.
   */
  mark(): Promise<number>;
}

type Open = { -readonly [Field in keyof Arrival]: Arrival[Field] };

/** Endpoints that write down what came to them. What they refuse follows from the seed and the event's number. */
export async function startEndpoints(seed: number): Promise<Endpoints> {
  const receiver = await startReceiver();
  const arrivals: Open[] = [];
  let marked: (connection: number) => void = () => {};
  let hangs = true;

  function reply(request: ReceivedRequest): Reply {
    if (request.path === "/mark") {
      marked(request.connection);
      return answer(200);
    }
    const arrival = arrivalOf(request);
    arrivals.push(arrival);
    const [, behaviour, argument] = request.path.split("/");
    if (behaviour === "hang" && hangs) return "hang";
    const status = refuses(seed, behaviour ?? "", Number(argument), dataOf(request), arrival.attempt) ? 503 : 200;
    return writing(async (socket) => {
      if (behaviour === "slow") await Bun.sleep(Number(argument));
      Object.assign(arrival, { status, answeredAt: Date.now() });
      socket.write(answer(status));
    });
  }

  receiver.reply(reply);
  return {
    urlOf: (path) => `http://127.0.0.1:${receiver.port}${path}`,
    arrivals,
    unhang() {
      hangs = false;
    },
    async mark() {
      const { promise, resolve } = Promise.withResolvers<number>();
      marked = resolve;
      const socket = await Bun.connect({ hostname: "127.0.0.1", port: receiver.port, socket: { data() {} } });
      socket.write("GET /mark HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
      const connection = await promise;
      socket.end();
      return connection;
    },
    [Symbol.asyncDispose]: () => receiver.close(),
  };
}

function arrivalOf(request: ReceivedRequest): Open {
  return {
    delivery: deliveryIdOf(request),
    event: eventIdOf(request),
    attempt: Number(request.headers["x-taskflow-attempt"]),
    at: request.at,
    connection: request.connection,
    status: null,
    answeredAt: null,
  };
}

function refuses(seed: number, behaviour: string, percent: number, event: number, attempt: number): boolean {
  if (behaviour !== "flaky" && behaviour !== "stubborn") return false;
  const drawn = createRandom(seed + event * 31 + (behaviour === "flaky" ? attempt * 7919 : 0))();
  return drawn * 100 < percent;
}
