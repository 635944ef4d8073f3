import { connect, type Socket } from "node:net";

/** More than the longest time that the server gives a request's head. */
const PATIENCE = 20_000;

/** A connection of raw bytes to the server. */
export interface Line {
  /** What came so far, a character for each byte. */
  readonly heard: string;
  /** Each piece goes out on its own. Pieces behind the server's closing are dropped. */
  send(pieces: readonly Uint8Array[]): Promise<void>;
  /**
   * Resolves when a final answer is there, or the connection is closed. Rejects when that takes longer than the server may.
   *
   * @param isHead an answer to HEAD has no body, whatever its length
   */
  answered(isHead?: boolean): Promise<void>;
  /** Sends no more, and resolves when the server has closed too. */
  finish(): Promise<void>;
  reset(): void;
}

export async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  let heard = "";
  let isClosed = false;
  let wake = (): void => {};
  const close = (): void => {
    isClosed = true;
    wake();
  };
  socket.on("data", (bytes) => {
    heard += bytes.toString("latin1");
    wake();
  });
  // A server that has heard enough may close while more is on its way.
  socket.on("error", close);
  socket.on("end", close);
  socket.on("close", close);
  await inTime("a connection", new Promise((resolve) => socket.once("connect", () => resolve())));

  async function until(what: string, isSo: () => boolean): Promise<void> {
    while (!isSo()) await inTime(`${what}, after ${JSON.stringify(heard.slice(-300))}`, nextChange());
  }
  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  return {
    get heard() {
      return heard;
    },
    async send(pieces) {
      for (const piece of pieces) if (!isClosed) await written(socket, piece);
    },
    answered: (isHead = false) => until("an answer or a closed connection", () => isClosed || hasAnswer(heard, isHead)),
    async finish() {
      socket.end();
      await until("a closed connection", () => isClosed);
      socket.destroy();
    },
    reset: () => void socket.resetAndDestroy(),
  };
}

/** The statuses of all answers; they may stand behind a body without a line end. */
export function statusesIn(heard: string): number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** Whether there is a whole answer that is not an interim one. */
function hasAnswer(heard: string, isHead: boolean): boolean {
  const [, head = "", body = ""] =
    /^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)*(HTTP[\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(heard) ?? [];
  const length = isHead ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  return head !== "" && body.length >= length;
}

/** Resolves when the system has it, or never will. */
function written(socket: Socket, piece: Uint8Array): Promise<void> {
  return inTime("room for more", new Promise((resolve) => socket.write(piece, () => resolve())));
}

async function inTime(what: string, waited: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${PATIENCE / 1000} s for ${what}`)), PATIENCE);
  });
  await Promise.race([waited, late]).finally(() => clearTimeout(timer));
}
