import { expect, test } from "bun:test";
import { createLoggedPath } from "../../src/http/logged-path.ts";
import type { AnsweredRequest } from "../../src/http/mount.ts";
import { setup } from "./setup.ts";

const loggedPath = createLoggedPath([{ path: "/v2/webhooks/:id/test" }, { path: "/" }]);

test.each([
  ["/", "/"],
  ["/v2/webhooks/wh_01h455vb4pex5vsknk084sn02q/test", "/v2/webhooks/wh_01h455vb4pex5vsknk084sn02q/test"],
  ["/v2/webhooks/wh_ci", "/v2/webhooks/wh_ci"],
  ["/v2/webhooks/whsec_c2VjcmV0", "/v2/webhooks/*"],
  ["/v2/webhooks/tfk_c2VjcmV0/test", "/v2/webhooks/*/test"],
  ["/v2/webhooks/:id", "/v2/webhooks/:id"],
  ["/nothing//test", "/*//test"],
  ["hunter2.example:443", "*"],
])("the path %p is in the log as %p", (path, shown) => {
  expect(loggedPath(path)).toBe(shown);
});

test("what is told of a request that was answered has no secret in its path, whatever came of it", async () => {
  const answered: AnsweredRequest[] = [];
  await using api = await setup({ onAnswered: (request) => answered.push(request) });
  const paths = ["/hunter2", "/v2/hunter2", "/v2/webhooks/hunter2", "/dev/inbox/hunter2", "/v2/events/evt_1/hunter2"];
  for (const path of paths) for (const method of ["POST", "PATCH", "DELETE"]) await api.call(method, path, {});
  expect(answered.map(({ path }) => path)).toHaveLength(15);
  for (const { path } of answered) expect(path).not.toContain("hunter2");
});
