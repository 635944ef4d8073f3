import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { startSilentListener } from "../support/silent-listener.ts";
import { delivered } from "./recorded.ts";
import { NAME, OUTSIDE, setup, to } from "./two-networks.ts";

setDefaultTimeout(30_000);

describe("a name with an address of IPv6 that is dead", () => {
  test("is delivered at its IPv4 when the other refuses", async () => {
    await using net = await setup({ allow: [OUTSIDE, "::1"] });
    net.dns.say(`AAAA ${NAME}`, to("::1"));
    net.say(to(OUTSIDE));
    expect(await net.attempt()).toEqual(delivered);
  });

  test("is delivered at its IPv4 when the other says nothing, well within the attempt's time", async () => {
    await using net = await setup({ allow: [OUTSIDE, "::1"] });
    await using silent = await startSilentListener(net.outside.port, "::1");
    net.dns.say(`AAAA ${NAME}`, to(silent.address));
    net.say(to(OUTSIDE));
    const start = performance.now();
    expect(await net.attempt()).toEqual(delivered);
    expect(performance.now() - start).toBeWithin(240, 4_000);
  });
});
