import { expect, setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { startChild } from "../support/child.ts";
import { startAppliance } from "./appliance.ts";
import { captureRequest } from "./captured-request.ts";
import { withOneByteChanged } from "./changed-bytes.ts";
import { python, testWithPython } from "./python.ts";

// The first run makes the Python environment.
setDefaultTimeout(120_000);

const created = { id: "task_1", title: "Zażółć gęślą jaźń ✓ 𝄞", points: 3 };
const updated = { id: "task_1", title: 'Quotes " and \\ and </script>', tags: ["a", null, 1.5] };

/** The documentation's Flask receiver, registered at an appliance. */
async function setup() {
  const flask = startChild([await python(), join(import.meta.dir, "flask-receiver.py")]);
  const [[, port = ""] = []] = await flask.says(/Listening on (\d+)/g);
  const appliance = await startAppliance();
  const origin = `http://127.0.0.1:${port}`;
  const webhook = await appliance.webhook(`${origin}/webhooks/taskflow`, "your_webhook_secret");
  return {
    appliance,
    webhook,
    handled: async () => (await fetch(`${origin}/handled`)).json(),
    async [Symbol.asyncDispose]() {
      await appliance[Symbol.asyncDispose]();
      await flask[Symbol.asyncDispose]();
    },
  };
}

testWithPython("the documentation's Flask receiver takes what arrives, and handles it", async () => {
  await using flask = await setup();
  await flask.appliance.events([created], "task.created");
  await flask.appliance.recorded("delivered", 1);
  await flask.appliance.events([updated], "task.updated");
  await flask.appliance.recorded("delivered", 2);
  expect(await flask.handled()).toEqual([
    ["created", created],
    ["updated", updated],
  ]);
});

testWithPython("it answers 401 to the same request with any one byte of its body changed", async () => {
  await using flask = await setup();
  await flask.appliance.events([created]);
  await flask.appliance.recorded("delivered", 1);
  const request = await captureRequest(flask.appliance, flask.webhook.id);
  expect(await request.postAgain(request.body)).toBe(200);
  for (const changed of withOneByteChanged(request.body)) expect(await request.postAgain(changed)).toBe(401);
  expect(await flask.handled()).toEqual([
    ["created", created],
    ["created", created],
  ]);
});
