import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { startChild } from "../support/child.ts";
import { startAppliance } from "./appliance.ts";
import { captureRequest } from "./captured-request.ts";
import { withOneByteChanged } from "./changed-bytes.ts";

setDefaultTimeout(30_000);

test("the documentation's Node.js verification takes what arrives, and nothing with a byte changed", async () => {
  await using node = startChild(["node", join(import.meta.dir, "node-receiver.cjs")]);
  const [[, port = ""] = []] = await node.says(/Listening on (\d+)/g);
  await using appliance = await startAppliance();
  const { id } = await appliance.webhook(`http://127.0.0.1:${port}/`, "your_webhook_secret");
  await appliance.events([{ id: "task_1", title: "Zażółć gęślą jaźń ✓ 𝄞" }]);
  await appliance.recorded("delivered", 1);

  const request = await captureRequest(appliance, id);
  expect(await request.postAgain(request.body)).toBe(200);
  for (const changed of withOneByteChanged(request.body)) expect(await request.postAgain(changed)).toBe(401);
});
