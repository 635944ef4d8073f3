import type { Socket } from "bun";
import { takeMessages } from "./http-messages.ts";

/** What the receiver tells when it is asked. */
export interface ReceiverReport {
  readonly port: number;
  readonly received: number;
  /** Milliseconds from the producer's send to the arrival here, of events that carry `sent_at`. */
  readonly delays: readonly number[];
}

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** An endpoint that costs as little as it can: it answers 200 to anything, and counts. */
function serve(): void {
  let received = 0;
  let delays: number[] = [];
  const listener = Bun.listen<{ rest: Buffer }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { rest: Buffer.alloc(0) };
      },
      data(socket: Socket<{ rest: Buffer }>, chunk) {
        const arrivedAt = performance.timeOrigin + performance.now();
        const { messages, rest } = takeMessages(socket.data.rest, chunk);
        socket.data.rest = rest;
        received += messages.length;
        for (const message of messages) {
          const sentAt = /"sent_at":([\d.]+)/.exec(message)?.[1];
          if (sentAt !== undefined) delays.push(arrivedAt - Number(sentAt));
        }
        if (messages.length > 0) socket.write(OK.repeat(messages.length));
      },
    },
  });
  process.on("message", (question) => {
    process.send?.({ port: listener.port, received, delays } satisfies ReceiverReport);
    if (question !== "reset") return;
    received = 0;
    delays = [];
  });
}

serve();
