import { Database } from "bun:sqlite";
import { join } from "node:path";
import { freePort, startProcess, temporaryFolder } from "../harness/start-process.ts";
import type { Subject } from "../harness/subject.ts";

/** The bare loop: the same way of an event without a single rule. What Bun, Elysia, SQLite and sockets allow here. */
export const bareLoop: Subject = {
  name: "bare loop",
  async start(endpoint) {
    const folder = temporaryFolder();
    const file = join(folder, "bare.db");
    const port = freePort();
    const started = await startProcess({
      command: [process.execPath, join(import.meta.dir, "server.ts")],
      environment: { DB: file, TARGET: endpoint, PORT: String(port) },
      folder,
      port,
    });
    return { ...started, port, authorization: "none", recorded: async () => recorded(file) };
  },
};

function recorded(file: string): number {
  using db = new Database(file, { readonly: true });
  return db.query<{ n: number }, []>("select count(*) as n from deliveries where state = 1").get()?.n ?? 0;
}
