import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { parseRange } from "../../src/core/address.ts";
import { delivered, failed, openSender, type Recorded, record } from "./recorded.ts";
import { INSIDE, NAME, OUTSIDE, setup, to } from "./two-networks.ts";

setDefaultTimeout(30_000);

describe("nobody inside is connected to", () => {
  test("when DNS names an address inside", async () => {
    await using net = await setup();
    net.say(to(INSIDE));
    expect(await net.attempt()).toEqual(failed("blocked_address"));
    expect(net.inside.connections).toBe(0);
  });

  test("when an alias leads inside", async () => {
    await using net = await setup();
    net.say({ addresses: [INSIDE], alias: "printer.corp.test" });
    expect(await net.attempt()).toEqual(failed("blocked_address"));
    net.say({ addresses: [OUTSIDE], alias: "endpoint.example.test" });
    await net.passTime();
    expect(await net.attempt()).toEqual(delivered);
    expect(net.inside.connections).toBe(0);
  });

  test("when DNS mixes addresses inside with one outside, which alone is dialled", async () => {
    await using net = await setup();
    net.say(to(INSIDE, "127.0.0.3", OUTSIDE, "127.0.0.4"));
    net.dns.say(`AAAA ${NAME}`, { addresses: ["::1", `::ffff:${INSIDE}`] });
    for (let n = 0; n < 3; n++) expect(await net.attempt()).toEqual(delivered);
    expect(net.inside.connections).toBe(0);
  });

  test("when an address of IPv6 stands for one of IPv4, whether or not that is allowed", async () => {
    await using net = await setup();
    net.dns.say(`AAAA ${NAME}`, { addresses: [`::ffff:${INSIDE}`, `::ffff:${OUTSIDE}`] });
    expect(await net.attempt()).toEqual(failed("blocked_address"));
    expect([net.inside.connections, net.outside.connections]).toEqual([0, 0]);
  });

  test("when the name is at another address with every question", async () => {
    await using net = await setup();
    net.say(...Array.from({ length: 10 }, (_, n) => to(n % 2 === 0 ? OUTSIDE : INSIDE)));
    const recorded: Recorded[] = [];
    for (let n = 0; n < 10; n++) {
      recorded.push(await net.attempt());
      await net.passTime();
    }
    expect(recorded).toEqual(
      Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? delivered : failed("blocked_address"))),
    );
    expect([net.inside.connections, net.outside.requests.length]).toEqual([0, 5]);
  });

  test("when the name moves inside while a socket to it is kept", async () => {
    await using net = await setup();
    net.say(to(OUTSIDE), to(INSIDE));
    expect(await net.attempt()).toEqual(delivered);
    await net.passTime();
    expect(await net.attempt()).toEqual(failed("blocked_address"));
    expect([net.inside.connections, net.outside.requests.length]).toEqual([0, 1]);
  });
});

test("the answer that was checked is the one that is dialled: DNS is asked once an attempt", async () => {
  await using net = await setup();
  const answers = [[OUTSIDE], [INSIDE], [INSIDE]];
  let asked = 0;
  using sender = openSender({
    allow: [parseRange(OUTSIDE) ?? expect.unreachable()],
    resolver: { resolve: () => answers[asked++] },
  });
  expect(await record(sender, `http://${NAME}:${net.outside.port}/`)).toEqual(delivered);
  expect([asked, net.inside.connections]).toEqual([1, 0]);
});

test("a TTL of zero does not make DNS a question for each attempt", async () => {
  await using net = await setup();
  net.say(to(OUTSIDE));
  for (let n = 0; n < 50; n++) expect(await net.attempt()).toEqual(delivered);
  expect([...net.dns.questions].sort()).toEqual([`A ${NAME}`, `AAAA ${NAME}`]);
});

test("of thousands of addresses some are tried, and the attempt ends as any other", async () => {
  await using net = await setup({ allow: ["127.0.0.1/32", "127.1.0.0/16"] });
  const many = Array.from({ length: 3_000 }, (_, n) => `127.1.${n >> 8}.${n & 255}`);
  net.say(to(...many));
  expect(await net.attempt()).toEqual(failed("refused"));
  expect(net.dns.questions).toContain(`TCP A ${NAME}`);
  net.say(to(OUTSIDE, ...many));
  await net.passTime();
  expect(await net.attempt()).toEqual(delivered);
});
