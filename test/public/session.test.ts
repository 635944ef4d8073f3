import { expect, test } from "bun:test";
import { keyInHash } from "../../public/session.ts";

test("the key of a sign-in link is read, encoded or not", () => {
  expect(keyInHash("#key=tfk_abc")).toBe("tfk_abc");
  expect(keyInHash("#key=a%2Bb%20c")).toBe("a+b c");
  expect(keyInHash("#key=100%")).toBe("100%");
});

test("a link to a view holds no key", () => {
  for (const hash of ["", "#", "#key", "#key=", "#/webhooks/wh_1?key=x"]) expect(keyInHash(hash)).toBeUndefined();
});
