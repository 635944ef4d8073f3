import { expect, test } from "bun:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { targetUrlFault } from "../../src/core/target-url.ts";
import { runs } from "../support/runs.ts";

const strict = { allowHttp: false, allow: [] };

const MORSELS = [
  ...[
    "https://",
    "http://",
    "HTTPS:",
    "//",
    "/",
    "@",
    ":",
    "#",
    "?",
    ".",
    "..",
    "[",
    "]",
    "%",
    "\\",
    " ",
    "\t",
    "\n",
    "\0",
    "\u00ad",
  ],
  ...[
    "localhost",
    "example.com",
    "127.0.0.1",
    "10.0.0.1",
    "8.8.8.8",
    "0x7f",
    "017700000001",
    "2130706433",
    "::1",
    "::ffff:7f00:1",
  ],
  ...[
    "[::1]",
    "[2606:4700::1]",
    "[64:ff9b::7f00:1]",
    "fd00::1",
    "%31",
    "１",
    "。",
    "ⓛ",
    "xn--",
    "é",
    "a",
    "1",
    "65536",
    "443",
  ],
];
const urlish = fc.oneof(
  fc.array(fc.constantFrom(...MORSELS), { maxLength: 6 }).map((morsels) => morsels.join("")),
  fc.array(fc.constantFrom(...MORSELS), { maxLength: 5 }).map((morsels) => `https://${morsels.join("")}`),
  fc
    .tuple(
      fc.oneof(
        fc.ipV4Extended(),
        fc.ipV6().map((host) => `[${host}]`),
        fc.domain(),
      ),
      fc.webPath(),
    )
    .map(([host, path]) => `https://${host}${path}`),
  fc.webUrl({
    withQueryParameters: true,
    withFragments: true,
    authoritySettings: { withIPv4Extended: true, withIPv6: true, withUserInfo: true, withPort: true },
  }),
);

test("what is taken is https to a public host, and all of what is written", () => {
  fc.assert(
    fc.property(urlish, (text) => {
      if (targetUrlFault(text, strict)) return;
      const url = new URL(text);
      expect([url.protocol, url.username, url.password, url.hash]).toEqual(["https:", "", "", ""]);
      expect(text).toMatch(/^[^\s\\#]+$/);
      const host = url.hostname.replace(/^\[|\]$|\.$/g, "");
      if (ipaddr.isValid(host)) expect([host, ipaddr.process(host).range()]).toEqual([host, "unicast"]);
      else expect(host).not.toMatch(/(?:^|\.)localhost$|^\d+$|^$/);
    }),
    runs(2_000),
  );
});

test("a plain https URL with a name is taken", () => {
  const port = fc.option(
    fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`),
    { nil: "" },
  );
  fc.assert(
    fc.property(fc.domain(), port, fc.webPath(), fc.webQueryParameters(), (host, port, path, query) => {
      expect(targetUrlFault(`https://${host}${port}${path}?${query}`, strict)).toBeUndefined();
    }),
    runs(300),
  );
});
