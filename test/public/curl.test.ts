import { expect, test } from "bun:test";
import { curlPost } from "../../public/curl.ts";

test("a shell gives curl the body as it is, quotes and all", async () => {
  const body = { text: `it's "quoted" $HOME \\ \`x\`` };
  const command = curlPost("http://127.0.0.1:1", "/v2/events", "KEY", body).replace(/^curl/, 'printf "%s\\n"');
  const output = await Bun.$`sh -c ${command}`.text();
  expect(output.trimEnd().split("\n")).toEqual([
    "-X",
    "POST",
    "http://127.0.0.1:1/v2/events",
    "-H",
    "Authorization: Bearer KEY",
    "-H",
    "Content-Type: application/json",
    "-d",
    JSON.stringify(body),
  ]);
});
