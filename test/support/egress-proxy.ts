import { connect, type Socket } from "node:net";
import { startTcpServer, type TcpServer } from "./tcp-server.ts";

/** What a proxy says to CONNECT: where on loopback it leads, bytes, or nothing. */
export type ProxyAnswer = { readonly port: number } | string | "silence" | "close";

export interface ProxyRequest {
  /** `host:port`. */
  readonly authority: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}
export interface EgressProxyServer extends TcpServer {
  readonly requests: readonly ProxyRequest[];
  /** Resolves when all connections to it have ended. */
  idle(): Promise<void>;
}

/** A proxy on loopback that answers each authority as it is told: `await using proxy = await startEgressProxy(…)`. */
export async function startEgressProxy(answer: (authority: string) => ProxyAnswer): Promise<EgressProxyServer> {
  const requests: ProxyRequest[] = [];
  let open = 0;
  let watchers: (() => void)[] = [];

  const server = await startTcpServer((socket) => {
    open++;
    socket.on("close", () => {
      open--;
      for (const watcher of watchers) watcher();
      watchers = [];
    });
    let head = "";
    const read = (chunk: Buffer) => {
      head += chunk.toString("latin1");
      if (!head.endsWith("\r\n\r\n")) return;
      socket.off("data", read);
      const request = parse(head);
      requests.push(request);
      follow(socket, answer(request.authority));
    };
    socket.on("data", read);
  });

  return Object.assign(server, {
    requests,
    async idle() {
      while (open > 0) await new Promise<void>((resolve) => watchers.push(resolve));
    },
  });
}

function follow(socket: Socket, answer: ProxyAnswer): void {
  if (answer === "close") socket.destroy();
  else if (typeof answer === "string") {
    socket.resume();
    if (answer !== "silence") socket.write(answer);
  } else lead(socket, answer.port);
}

function lead(socket: Socket, port: number): void {
  const endpoint = connect(port, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
    socket.pipe(endpoint).pipe(socket);
  });
  endpoint.on("error", () => socket.destroy());
  endpoint.on("close", () => socket.destroy());
  socket.on("close", () => endpoint.destroy());
}

function parse(head: string): ProxyRequest {
  const [line = "", ...lines] = head.trimEnd().split("\r\n");
  const headers = lines.map((text) => text.split(": ")).map(([name = "", value = ""]) => [name.toLowerCase(), value]);
  const [method, authority = "", version] = line.split(" ");
  if (method !== "CONNECT" || version !== "HTTP/1.1") throw new Error(`This proxy takes CONNECT alone: ${line}`);
  return { authority, headers: Object.fromEntries(headers) };
}
