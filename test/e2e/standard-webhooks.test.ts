import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ReceivedRequest, startReceiver } from "../support/receiver.ts";
import { startAppliance } from "./appliance.ts";
import { withOneByteChanged } from "./changed-bytes.ts";
import { testWithPython } from "./python.ts";
import { verifyWithNpmPackage, verifyWithPythonPackage } from "./standard-webhooks-verifiers.ts";

// The first run makes the Python environment.
setDefaultTimeout(120_000);

const ACCEPTED = "accepted";
const NO_MATCH = "No matching signature found";
const TOO_OLD = "Message timestamp too old";

/** An appliance with one webhook, whose requests are caught. */
async function setup(ownSecret?: string) {
  const receiver = await startReceiver();
  const appliance = await startAppliance();
  const webhook = await appliance.webhook(receiver.url, ownSecret);
  return {
    secret: ownSecret ?? webhook.secret,
    /** Posts an event, and resolves with the request that it makes. */
    async request(title = "Deploy"): Promise<ReceivedRequest> {
      const before = receiver.requests.length;
      await appliance.events([{ title }]);
      const request = (await receiver.received(before + 1))[before];
      if (!request) throw new Error("No request.");
      return request;
    },
    async rotate(overlapSeconds?: number): Promise<string> {
      const input = overlapSeconds === undefined ? {} : { overlap_seconds: overlapSeconds };
      const { body } = await appliance.post<{ secret: string }>(`/v2/webhooks/${webhook.id}/rotate-secret`, input);
      return body.secret;
    },
    async [Symbol.asyncDispose]() {
      await appliance[Symbol.asyncDispose]();
      await receiver.close();
    },
  };
}

/** The request with its time moved, and its signature left alone. */
function moved({ headers, body }: ReceivedRequest, seconds: number) {
  const timestamp = String(Number(headers["webhook-timestamp"]) + seconds);
  return { headers: { ...headers, "webhook-timestamp": timestamp }, body };
}

describe.each([
  { name: "npm", test, verify: verifyWithNpmPackage },
  { name: "PyPI", test: testWithPython, verify: verifyWithPythonPackage },
])("the standardwebhooks package of $name", ({ test, verify }) => {
  test("accepts what arrives, whatever is in it", async () => {
    await using endpoint = await setup();
    const { secret } = endpoint;
    const plain = await endpoint.request();
    const rich = await endpoint.request('Zażółć ✓ 𝄞 "\\ \u0000');
    expect(await verify([{ secret, ...plain }])).toEqual([ACCEPTED]);
    expect(await verify([{ secret, ...rich }])).toEqual([ACCEPTED]);
  });

  test("accepts a secret of the customer's own as the key's bytes", async () => {
    await using endpoint = await setup("your_generated_secret_key");
    const request = await endpoint.request();
    expect(await verify([{ secret: endpoint.secret, ...request }])).toEqual([ACCEPTED]);
  });

  test("accepts old and new secret while a rotation overlaps, and then the new one alone", async () => {
    await using endpoint = await setup();
    const first = endpoint.secret;
    const second = await endpoint.rotate();
    const overlapping = await endpoint.request();
    const third = await endpoint.rotate(0);
    const after = await endpoint.request();
    const verdicts = await verify([
      { secret: first, ...overlapping },
      { secret: second, ...overlapping },
      { secret: first, ...after },
      { secret: second, ...after },
      { secret: third, ...after },
    ]);
    expect(verdicts).toEqual([ACCEPTED, ACCEPTED, NO_MATCH, NO_MATCH, ACCEPTED]);
  });

  test("refuses a body with any one byte changed", async () => {
    await using endpoint = await setup();
    const { headers, body } = await endpoint.request();
    const changed = [...withOneByteChanged(Buffer.from(body))].map(String);
    const verdicts = await verify(changed.map((own) => ({ secret: endpoint.secret, headers, body: own })));
    expect(verdicts).toEqual(changed.map(() => NO_MATCH));
  });

  test("refuses a request that is replayed later, also when its time is made new", async () => {
    await using endpoint = await setup();
    const { secret } = endpoint;
    const request = await endpoint.request();
    const verdicts = await verify([
      { secret, ...moved(request, -301) },
      { secret, ...moved(request, 1) },
    ]);
    expect(verdicts).toEqual([TOO_OLD, NO_MATCH]);
  });
});
