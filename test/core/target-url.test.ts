import { expect, test } from "bun:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { LOOPBACK } from "../../src/core/address.ts";
import { targetUrlFault } from "../../src/core/target-url.ts";
import { runs } from "../support/runs.ts";

const strict = { allowHttp: false, allow: [] };
const dev = { allowHttp: true, allow: LOOPBACK };

const REFUSED = [
  ...["http://example.com/", "http://93.184.216.34/", "HTTP://example.com"],
  ...["https://user@example.com/", "https://user:pass@example.com/", "https://:pass@example.com/"],
  ...["https://@example.com/", "https://:@example.com/", "https://example.com@127.0.0.1/", "https://a@b@example.com/"],
  ...["https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/"],
  ...["https://0x7f.1/", "https://127.0.0.1./", "https://0/", "https://0.0.0.0/", "https://１２７.０.０.１/"],
  ...["https://①②⑦.0.0.1/", "https://%31%32%37.0.0.1/", "https://127。0。0。1/"],
  ...[
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://api.localhost/",
    "https://ｌocalhost/",
  ],
  ...["https://10.0.0.1/", "https://172.16.9.9/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data"],
  ...["https://100.64.0.1/", "https://198.18.0.1/", "https://224.0.0.1/", "https://255.255.255.255/"],
  ...[
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
  ],
  ...[
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[ff02::1]/",
  ],
  ...["https://[fd00:ec2::254]/", "https://168.63.129.16/"],
];
const INVALID = [
  ...[
    "",
    "example.com",
    "/hooks",
    "https://",
    "https:///",
    "ftp://example.com/",
    "javascript:alert(1)",
    "file:///etc/passwd",
  ],
  ...[
    "https://exa mple.com/",
    " https://example.com/",
    "https://example.com/\n",
    "https://example.com\t/",
    "https://example.com\\@x/",
  ],
  ...[
    "https://example.com/#top",
    "https://example.com:0/",
    "https://example.com:99999/",
    "https:example.com",
    "https:/example.com/",
    "https:////example.com/",
    "https://example..com/",
    "https://.example.com/",
    "https://127.0.0.1../",
    "https://localhost../",
    `https://${"x".repeat(64)}.example/`,
    `https://${"x.".repeat(130)}example/`,
    "https://[::1",
    "https://[fe80::1%25eth0]/",
  ],
  `https://example.com/${"x".repeat(2_048)}`,
];
const TAKEN = [
  ...[
    "https://example.com",
    "https://example.com/hooks?x=1",
    "https://example.com:8443/",
    "https://EXAMPLE.com/",
    "https://bücher.example/",
  ],
  ...["https://example.com/@x", "https://example.com/?to=a@b", "https://example.com./", "https://a_b.example/"],
  ...["https://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://localhost.example.com/", "https://notlocalhost/"],
];

test.each(REFUSED)("%p is not allowed", (url) => {
  expect(targetUrlFault(url, strict)?.problem).toBe("url_not_allowed");
});

test.each(INVALID)("%p is no URL of a webhook", (url) => {
  expect(targetUrlFault(url, strict)?.problem).toBe("validation_failed");
});

test.each(TAKEN)("%p is taken", (url) => {
  expect(targetUrlFault(url, strict)).toBeUndefined();
});

/** Ways to write an IPv4 address that browsers, and so the URL parser, understand. */
const SPELLINGS: ((parts: readonly [number, number, number, number]) => string)[] = [
  (parts) => parts.join("."),
  (parts) => `${parts.join(".")}.`,
  ([a, b, c, d]) => String(((a * 256 + b) * 256 + c) * 256 + d),
  ([a, b, c, d]) => `0x${(((a * 256 + b) * 256 + c) * 256 + d).toString(16)}`,
  ([a, b, c, d]) => `0${(((a * 256 + b) * 256 + c) * 256 + d).toString(8)}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  (parts) => parts.map((part) => `0x${part.toString(16)}`).join("."),
  (parts) => parts.map((part) => `0${part.toString(8)}`).join("."),
  (parts) => parts.join(".").replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (parts) => parts.join("\u3002"),
  (parts) => parts.join(".").replace(/\d/g, (digit) => `%3${digit}`),
  (parts) => `[::ffff:${parts.join(".")}]`,
  (parts) => `[::${parts.join(".")}]`,
  (parts) => `[64:ff9b::${parts.join(".")}]`,
];

test("however a private address is written, it is not allowed", () => {
  const byte = fc.nat(255);
  const parts = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom(...SPELLINGS), (address, spell) => {
      expect(targetUrlFault(`https://${spell(address)}/`, strict)?.problem).toBe("url_not_allowed");
    }),
    runs(2_000),
  );
});

test("--dev takes http and loopback, and no other private address", () => {
  for (const url of ["http://127.0.0.1:9000/x", "http://localhost:3000/", "http://[::1]/", "https://localhost/"]) {
    expect(targetUrlFault(url, dev)).toBeUndefined();
  }
  expect(targetUrlFault("http://10.0.0.1/", dev)?.problem).toBe("url_not_allowed");
});

test("what is said of a URL never repeats it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...REFUSED, ...INVALID), fc.stringMatching(/^[a-z0-9]{12}$/), (url, canary) => {
      const fault = targetUrlFault(`${url}${canary}`, strict);
      expect(JSON.stringify([fault?.message, fault?.faults])).not.toContain(canary);
    }),
    runs(100),
  );
});

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
