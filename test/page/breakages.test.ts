import { afterAll } from "bun:test";
import { answer, type ReceivedRequest, startReceiver } from "../support/receiver.ts";
import { KEYS } from "./appliance.ts";
import { SECRET, type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** What broke, how many clicks it took to mend it, and how long until the page said what it was. Printed, and not judged. */
const trials: string[] = [];
afterAll(() => console.info(trials.join("\n")));

/** A reader who knows nothing, opens the page, and clicks: counted. */
async function openAsOperator(it: Stage, what: string) {
  const began = performance.now();
  let clicks = 0;
  await it.open("/", KEYS.operator);
  return {
    /** Waits for what the page says of it. */
    async finds(text: RegExp | string): Promise<void> {
      await it.page.getByRole("main").getByText(text).first().waitFor();
      trials.push(`${what}: found after ${Math.round(performance.now() - began)} ms and ${clicks} clicks`);
    },
    async clicks(name: RegExp | string): Promise<void> {
      clicks++;
      await it.page.getByRole("button", { name }).or(it.page.getByRole("link", { name })).last().click();
    },
    mended: () => void trials.push(`${what}: mended with ${clicks} clicks`),
  };
}

test("a receiver that is down is found and named, and once it is up the webhook is enabled and what failed recovered", async () => {
  await using it = await setup();
  const gone = await startReceiver();
  await gone.close();
  const { id } = await it.webhook({ url: gone.url });
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await it.api.event();
  const reader = await openAsOperator(it, "receiver down");
  await reader.finds("Nothing accepted the connection at that address and port.");
  await using back = await startReceiver({ port: gone.port });
  await reader.clicks(/^Enable webhook/);
  await back.received(1);
  await reader.clicks(new RegExp(`^http://127.0.0.1:${gone.port}`));
  await reader.clicks("Recover failed");
  await reader.clicks(/^Send (it|them|1 delivery) again/);
  await back.received(2);
  reader.mended();
});

test("a wrong secret at the receiver is suspected by its 401, and mended by giving the webhook that secret", async () => {
  await using it = await setup();
  const theirs = "the secret that the receiver has";
  it.receiver.reply((request: ReceivedRequest) => answer(isSignedWith(theirs, request) ? 200 : 401));
  const { id } = await it.webhook({ secret: SECRET });
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  const reader = await openAsOperator(it, "wrong secret");
  await reader.finds(/compare the secret at the receiver with the webhook’s/);
  await reader.clicks(/\/hook$/);
  await reader.clicks("Rotate secret");
  await it.page.getByLabel(/^New secret/).fill(theirs);
  await reader.clicks("Rotate secret");
  await reader.clicks("Close");
  await reader.clicks(/^Enable webhook/);
  await reader.clicks("Send test");
  await it.page.getByText("Delivered: the endpoint answered 200.").waitFor();
  reader.mended();
});

test("a webhook that somebody disabled is said to be so, and enabled", async () => {
  await using it = await setup();
  await it.webhook({ enabled: false });
  await it.api.event();
  const reader = await openAsOperator(it, "disabled webhook");
  await reader.finds("It was switched off, and 1 delivery waits");
  await reader.clicks(/^Enable webhook/);
  await it.receiver.received(1);
  reader.mended();
});

test("a daily limit that is reached is named with its end, and a delivery that cannot wait is sent", async () => {
  await using it = await setup({ deliveriesPerDay: 1 });
  const { id } = await it.webhook();
  await it.api.event();
  await it.api.event({ type: "task.deleted" });
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[1].status === "delivered");
  const reader = await openAsOperator(it, "daily limit");
  await reader.finds(/It had all its deliveries of today\. 1 delivery waits/);
  await reader.clicks("See deliveries");
  await reader.clicks("task.deleted");
  await reader.clicks("Redeliver");
  await it.receiver.received(2);
  reader.mended();
});

test("a host that DNS does not know is named as that, and mended by editing the URL", async () => {
  await using it = await setup({ dnsServers: ["127.0.0.1:9"] });
  const { id } = await it.webhook({ url: "http://hooks.acme.test/in" });
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  const reader = await openAsOperator(it, "DNS gone");
  await reader.finds("The host name of the URL could not be resolved.");
  await reader.clicks("hooks.acme.test/in");
  await reader.clicks("Edit");
  await it.page.getByLabel("URL").fill(it.receiver.url);
  await reader.clicks("Save");
  await reader.clicks(/^Enable webhook/);
  await reader.clicks("Recover failed");
  await reader.clicks(/^Send (it|them|1 delivery) again/);
  await it.receiver.received(1);
  reader.mended();
});

function isSignedWith(secret: string, { headers, body }: ReceivedRequest): boolean {
  const expected = new Bun.CryptoHasher("sha256", secret).update(body).digest("hex");
  return headers["x-taskflow-signature"] === `sha256=${expected}`;
}
