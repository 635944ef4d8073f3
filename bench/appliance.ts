import { join } from "node:path";
import { freePort, startProcess, temporaryFolder } from "./start-process.ts";
import type { RunningSubject, Subject } from "./subject.ts";

export const EXECUTABLE = join(import.meta.dir, "../dist/taskflow-hooks");
const KEY = "bench-key-of-an-account";

/** The built executable, its limits out of the way, with one webhook that listens to everything. */
export const appliance: Subject = {
  name: "taskflow-hooks",
  async start(endpoint) {
    const folder = temporaryFolder();
    const config = join(folder, "bench.json");
    const port = freePort();
    await Bun.write(config, JSON.stringify(configuration(port)));
    const started = await startProcess({
      command: [EXECUTABLE, "--config", config],
      environment: { TASKFLOW_HOOKS_API_KEY: KEY },
      folder,
      port,
    });
    const subject = { ...started, port, authorization: `Bearer ${KEY}`, recorded: () => recorded(port) };
    await register(subject, endpoint);
    return subject;
  },
};

function configuration(port: number) {
  return {
    server: { port },
    limits: { apiRequestsPerMinute: 1_000_000_000, deliveriesPerWebhookPerDay: 1_000_000_000 },
    network: { allowHttp: true, allow: ["127.0.0.0/8"] },
  };
}

async function register({ port, authorization }: RunningSubject, url: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/webhooks`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ url, events: ["*"] }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

async function recorded(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^taskflow_hooks_deliveries\{state="delivered"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}
