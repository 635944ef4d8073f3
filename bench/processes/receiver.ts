import type { Socket } from "bun";
import { createMessageReader } from "./http-messages.ts";

/**
 * An endpoint that costs as little as it can. The first part of the path says how it behaves, the rest is a name of its own:
 * `/ok/…` answers 200, `/whole/…` 200 and measures what came, `/status/503/…` so, `/flaky/1000/…` 500 to every thousandth and
 * 200 to the others, `/slow/4900/…` 200 after so many milliseconds, `/hang/…` never, `/flood/…` with a gigabyte, as far as it
 * is taken.
 */
export interface ReceiverReport {
  readonly port: number;
  /** Requests since the last `reset`, by path. */
  readonly byPath: Readonly<Record<string, PathReport>>;
  readonly openConnections: number;
}
export interface PathReport {
  readonly received: number;
  /** Milliseconds from the producer's send to the arrival here, of events that carry `sent_at`. */
  readonly delays: readonly number[];
  /** When each came, in milliseconds since the epoch, for paths that begin with `/status` or `/whole`. */
  readonly arrivals: readonly { readonly delivery: string; readonly attempt: number; readonly at: number }[];
  /** Bytes of answers that the other side took, for paths that begin with `/flood`. */
  readonly bytesTaken: number;
  /** Bytes of the bodies that came whole, for paths that begin with `/whole`. */
  readonly bodyBytes: number;
}

/** `counts` leaves the lists out, which are long; `reset` reports and begins anew. */
export type ReceiverQuestion = "report" | "counts" | "reset";

interface PathRecord {
  received: number;
  delays: number[];
  arrivals: { delivery: string; attempt: number; at: number }[];
  bytesTaken: number;
  bodyBytes: number;
}
interface Peer {
  readonly read: (chunk: Buffer) => string[];
  flood: { record: PathRecord; left: number } | undefined;
}

const OK = answer(200);
const SENT_AT = /"sent_at":([\d.]+)/;
const DELIVERY = /\nx-taskflow-delivery-id: (\S+)/i;
const ATTEMPT = /\nx-taskflow-attempt: (\d+)/i;
const LENGTH = /\ncontent-length: (\d+)/i;
const FLOOD_BYTES = 1024 ** 3;
const FLOOD_CHUNK = Buffer.alloc(64 * 1024, "x");

function answer(status: number): string {
  return `HTTP/1.1 ${status} Answer\r\ncontent-length: 2\r\n\r\nok`;
}

function serve(): void {
  let byPath: Record<string, PathRecord> = {};
  let openConnections = 0;

  function recordOf(path: string): PathRecord {
    byPath[path] ??= { received: 0, delays: [], arrivals: [], bytesTaken: 0, bodyBytes: 0 };
    return byPath[path];
  }

  function take(socket: Socket<Peer>, message: string, arrivedAt: number): string {
    const path = message.slice(5, message.indexOf(" ", 5));
    const record = recordOf(path);
    record.received++;
    const sentAt = SENT_AT.exec(message)?.[1];
    if (sentAt !== undefined) record.delays.push(arrivedAt - Number(sentAt));
    const [, behaviour, argument] = path.split("/");
    if (behaviour === "hang") return "";
    if (behaviour === "slow") {
      setTimeout(() => socket.write(OK), Number(argument));
      return "";
    }
    if (behaviour === "flood") {
      socket.data.flood = { record, left: FLOOD_BYTES };
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${FLOOD_BYTES}\r\n\r\n`);
      pour(socket);
      return "";
    }
    if (behaviour === "flaky") return record.received % Number(argument) === 0 ? answer(500) : OK;
    if (behaviour !== "status" && behaviour !== "whole") return OK;
    const delivery = DELIVERY.exec(message)?.[1] ?? "";
    record.arrivals.push({ delivery, attempt: Number(ATTEMPT.exec(message)?.[1]), at: arrivedAt });
    if (behaviour === "whole") {
      record.bodyBytes += Number(LENGTH.exec(message)?.[1]);
      return OK;
    }
    return answer(Number(argument));
  }

  const listener = Bun.listen<Peer>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { read: createMessageReader(), flood: undefined };
        openConnections++;
      },
      close() {
        openConnections--;
      },
      drain: pour,
      data(socket, chunk) {
        const arrivedAt = performance.timeOrigin + performance.now();
        const messages = socket.data.read(chunk);
        const answers = messages.map((message) => take(socket, message, arrivedAt)).join("");
        if (answers !== "") socket.write(answers);
      },
    },
  });
  process.on("message", (question: ReceiverQuestion) => {
    const asked = question === "counts" ? withoutLists(byPath) : byPath;
    process.send?.({ port: listener.port, byPath: asked, openConnections } satisfies ReceiverReport);
    if (question === "reset") byPath = {};
  });
}

/** For those who ask often: writing down tens of thousands of delays each time would be most of what this process does. */
function withoutLists(byPath: Readonly<Record<string, PathRecord>>): Record<string, PathReport> {
  const counts = Object.entries(byPath).map(
    ([path, record]) => [path, { ...record, delays: [], arrivals: [] }] as const,
  );
  return Object.fromEntries(counts);
}

/** As much of the flood as the socket takes now. */
function pour(socket: Socket<Peer>): void {
  const { flood } = socket.data;
  while (flood && flood.left > 0) {
    const written = socket.write(FLOOD_CHUNK);
    if (written <= 0) return;
    flood.record.bytesTaken += written;
    flood.left -= written;
  }
}

serve();
