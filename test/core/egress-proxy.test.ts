import { expect, test } from "bun:test";
import { parseEgressProxy } from "../../src/core/egress-proxy.ts";

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;

test.each([
  ["http://10.0.0.7:4750", "10.0.0.7", 4750, undefined],
  ["http://10.0.0.7", "10.0.0.7", 80, undefined],
  ["http://proxy.internal:3128/", "proxy.internal", 3128, undefined],
  ["HTTP://Proxy.Internal.:80", "proxy.internal", 80, undefined],
  ["http://[fd00::7]:4750", "fd00::7", 4750, undefined],
  ["http://user:password@10.0.0.7:4750", "10.0.0.7", 4750, basic("user:password")],
  ["http://user@10.0.0.7:4750", "10.0.0.7", 4750, basic("user:")],
  ["http://:password@10.0.0.7:4750", "10.0.0.7", 4750, basic(":password")],
  ["http://us%40er:p%3Aa%2Fs%25s@10.0.0.7:4750", "10.0.0.7", 4750, basic("us@er:p:a/s%s")],
  ["http://\u00fcser:p\u00e4ss@10.0.0.7:4750", "10.0.0.7", 4750, basic("\u00fcser:p\u00e4ss")],
  ["http://user:a@b@10.0.0.7:4750", "10.0.0.7", 4750, basic("user:a@b")],
])("%s is a proxy", (text, host, port, authorization) => {
  expect(parseEgressProxy(text)).toEqual({ host, port, authorization });
});

test.each([
  ...[
    "",
    "10.0.0.7:4750",
    "proxy:4750",
    "https://10.0.0.7:4750",
    "socks5://10.0.0.7:1080",
    "//10.0.0.7:4750",
    "http:10.0.0.7",
  ],
  ...["http://", "http://:4750", "http:///10.0.0.7", "http://10.0.0.7:0", "http://10.0.0.7:65536", "http://10.0.0.7:x"],
  ...["http://10.0.0.7:4750/path", "http://10.0.0.7:4750?x", "http://10.0.0.7:4750#x", "http://10.0.0.7:4750//"],
  ...["http://10.0.0.7 :4750", "http://10.0.0.7:4750\n", "http://10.0\t.0.7:4750", "http://10.0.0.7\\@x:4750"],
  ...[
    "http://us%3Aer:x@10.0.0.7:4750",
    "http://user:%0d%0aX:y@10.0.0.7:4750",
    "http://user:%00@10.0.0.7",
    "http://user:%zz@10.0.0.7",
  ],
  ...["http://user:%ff@10.0.0.7:4750", "http://10.0.0.7:4750, http://10.0.0.8:4750"],
])("%j is none", (text) => {
  expect(parseEgressProxy(text)).toBeUndefined();
});
