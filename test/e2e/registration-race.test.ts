import { expect, setDefaultTimeout, test } from "bun:test";
import { startAppliance } from "./appliance.ts";

setDefaultTimeout(30_000);

test("of ten registrations at once, nine webhooks being there, one gets the tenth place", async () => {
  await using appliance = await startAppliance();
  const register = (number: number) =>
    appliance.post<{ code?: string }>("/v2/webhooks", { url: `http://127.0.0.1:9/${number}`, events: ["*"] });
  for (let number = 1; number <= 9; number++) expect((await register(number)).status).toBe(201);

  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => register(10 + index)));
  const outcomes = answers.map(({ status, body }) => (status === 201 ? "201" : `${status} ${body.code}`));
  expect(outcomes.sort()).toEqual(["201", ...Array<string>(9).fill("409 webhook_limit_reached")]);
  expect((await appliance.get<{ data: unknown[] }>("/v2/webhooks")).body.data.length).toBe(10);
});
