import { expect, test } from "bun:test";
import { MINUTE, SECOND } from "../../src/core/time.ts";
import { createResolver } from "../../src/delivery/resolver.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { startDnsServer } from "./dns-server.ts";

/** A resolver that asks a DNS server of the test's own. */
async function setup(hosts: Readonly<Record<string, readonly string[]>> = {}) {
  const dns = await startDnsServer();
  const clock = createFakeClock();
  const names = new Map(Object.entries(hosts));
  const hostsFile = { find: (name: string) => names.get(name) };
  const resolver = createResolver({ servers: [dns.address], hostsFile, clock });
  return {
    dns,
    clock,
    names,
    resolve: async (host: string) => resolver.resolve(host),
    resolver,
    [Symbol.asyncDispose]: () => dns[Symbol.asyncDispose](),
  };
}

test("a name has the addresses of both families, IPv6 and IPv4 in turn", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1", "192.0.2.2"] });
  net.dns.say("AAAA a.test", { addresses: ["2001:db8::1"] });
  expect(await net.resolve("a.test")).toEqual(["2001:db8::1", "192.0.2.1", "192.0.2.2"]);
});

test.each([
  ["A", ["192.0.2.1"]],
  ["AAAA", ["2001:db8::1"]],
])("a name may have addresses of type %s alone", async (type, addresses) => {
  await using net = await setup();
  net.dns.say(`${type} a.test`, { addresses });
  expect(await net.resolve("a.test")).toEqual(addresses);
});

test.each(["nxdomain", { addresses: [] }] as const)("a name of which the servers say %j has none", async (answer) => {
  await using net = await setup();
  net.dns.say("A a.test", answer);
  net.dns.say("AAAA a.test", answer);
  expect(await net.resolve("a.test")).toBeUndefined();
});

/** Whether DNS is asked for the name, as opposed to its addresses being known. */
async function asks(net: Awaited<ReturnType<typeof setup>>): Promise<boolean> {
  const found = net.resolver.resolve("a.test");
  await found;
  return found instanceof Promise;
}

test.each([
  ["for as long as its TTL", 30, 30 * SECOND],
  ["for a second when its TTL is none", 0, SECOND],
  ["for five minutes when its TTL is longer", 86_400, 5 * MINUTE],
])("an answer is known %s", async (_, ttl, lasts) => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"], ttl });
  expect(await asks(net)).toBe(true);
  await net.clock.advance(lasts - 1);
  expect(await asks(net)).toBe(false);
  await net.clock.advance(1);
  expect(await asks(net)).toBe(true);
});

test("when an answer has lasted it is the server that is asked, and no other memory", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"], ttl: 86_400 }, { addresses: ["192.0.2.2"] });
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
  await net.clock.advance(5 * MINUTE);
  expect(await net.resolve("a.test")).toEqual(["192.0.2.2"]);
});

test("a name whose addresses change has the new ones when the old have lasted", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"], ttl: 0 });
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
  net.dns.say("A a.test", { addresses: ["192.0.2.2"], ttl: 0 });
  await net.clock.advance(SECOND);
  expect(await net.resolve("a.test")).toEqual(["192.0.2.2"]);
});

test("the shortest TTL of all its addresses counts", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"], ttl: 100 });
  net.dns.say("AAAA a.test", { addresses: ["2001:db8::1"], ttl: 10 });
  await net.resolve("a.test");
  await net.clock.advance(10 * SECOND - 1);
  expect(await asks(net)).toBe(false);
  await net.clock.advance(1);
  expect(await asks(net)).toBe(true);
});

test("a name that does not exist is asked for again after a second, and found when it exists by then", async () => {
  await using net = await setup();
  for (const type of ["A", "AAAA"]) net.dns.say(`${type} a.test`, "nxdomain");
  expect(await net.resolve("a.test")).toBeUndefined();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  await net.clock.advance(SECOND - 1);
  expect(await asks(net)).toBe(false);
  await net.clock.advance(1);
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
});

test("who asks for a name that is being asked for shares the answer", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  const answers = await Promise.all(Array.from({ length: 20 }, () => net.resolve("a.test")));
  expect(new Set(answers).size).toBe(1);
  expect([...net.dns.questions].sort()).toEqual(["A a.test", "AAAA a.test"]);
});

test("as long as it holds an answer is the same array", async () => {
  await using net = await setup();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  const first = await net.resolve("a.test");
  expect(net.resolver.resolve("a.test")).toBe(first);
});

test.each(["A", "AAAA"])("when the server is silent on %s, the other family's answer does", async (silent) => {
  await using net = await setup();
  const other = silent === "A" ? "AAAA" : "A";
  const addresses = silent === "A" ? ["2001:db8::1"] : ["192.0.2.1"];
  net.dns.say(`${silent} a.test`, "silence");
  net.dns.say(`${other} a.test`, { addresses });
  let found: unknown;
  void net.resolve("a.test").then((answer) => {
    found = answer;
  });
  while (net.clock.timers === 0) await net.clock.rest();
  expect(found).toBeUndefined();
  await net.clock.advance(50);
  expect(found).toEqual(addresses);
});

test("a name on which the server is silent holds up no other", async () => {
  await using net = await setup();
  let answered = false;
  for (const type of ["A", "AAAA"]) net.dns.say(`${type} silent.test`, "silence");
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  void net.resolve("silent.test").then(() => {
    answered = true;
  });
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
  expect(answered).toBe(false);
});

test("an answer that is none fails its own name, and no other that is asked for at the time", async () => {
  await using net = await setup();
  for (const type of ["A", "AAAA"]) net.dns.say(`${type} noise.test`, "noise");
  const good = ["a.test", "b.test", "c.test"];
  for (const name of good) net.dns.say(`A ${name}`, { addresses: ["192.0.2.1"] });
  const [noise, ...others] = await Promise.all(["noise.test", ...good].map((name) => net.resolve(name)));
  expect(noise).toBeUndefined();
  expect(others).toEqual(good.map(() => ["192.0.2.1"]));
});

test("a server in trouble is not the end: the name is there when it recovers", async () => {
  await using net = await setup();
  for (const type of ["A", "AAAA"]) net.dns.say(`${type} a.test`, "servfail");
  expect(await net.resolve("a.test")).toBeUndefined();
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  await net.clock.advance(SECOND);
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
});

test("of very many addresses not all are taken", async () => {
  await using net = await setup();
  // More would not fit into one datagram.
  const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  net.dns.say("A a.test", { addresses: many(25).map((last) => `192.0.2.${last}`) });
  net.dns.say("AAAA a.test", { addresses: many(15).map((last) => `2001:db8::${last}`) });
  const found = await net.resolve("a.test");
  expect(found?.length).toBe(32);
  expect(found?.slice(0, 4)).toEqual(["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"]);
});

test.each([
  ["192.0.2.7", ["192.0.2.7"]],
  ["2001:db8::7", ["2001:db8::7"]],
  ["localhost", ["127.0.0.1", "::1"]],
  ["api.localhost", ["127.0.0.1", "::1"]],
])("%s needs no DNS", async (host, addresses) => {
  await using net = await setup();
  expect(net.resolver.resolve(host)).toEqual(addresses);
  expect(net.dns.questions).toEqual([]);
});

test("the hosts file goes before DNS, and before what localhost means", async () => {
  await using net = await setup({ "a.test": ["192.0.2.9"], localhost: ["127.0.0.2"] });
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  expect(net.resolver.resolve("a.test")).toEqual(["192.0.2.9"]);
  expect(net.resolver.resolve("localhost")).toEqual(["127.0.0.2"]);
  expect(net.dns.questions).toEqual([]);
});

test("a name that is taken out of the hosts file is asked for", async () => {
  await using net = await setup({ "a.test": ["192.0.2.9"] });
  net.dns.say("A a.test", { addresses: ["192.0.2.1"] });
  expect(net.resolver.resolve("a.test")).toEqual(["192.0.2.9"]);
  net.names.clear();
  await net.clock.advance(SECOND);
  expect(await net.resolve("a.test")).toEqual(["192.0.2.1"]);
});
