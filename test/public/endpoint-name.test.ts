import { expect, test } from "bun:test";
import { endpointName } from "../../public/endpoint-name.ts";

test("an endpoint is named by host and path, and a long path is cut", () => {
  expect(endpointName("https://example.com/")).toBe("example.com");
  expect(endpointName("https://example.com:8443/hooks?token=x")).toBe("example.com:8443/hooks");
  expect(endpointName(`https://example.com/${"a".repeat(99)}`)).toBe(`example.com/${"a".repeat(27)}…`);
  expect(endpointName("no url")).toBe("no url");
});
