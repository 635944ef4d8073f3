import { expect, test } from "bun:test";
import { createPace } from "../../src/http/pace.ts";
import { setup } from "./setup.ts";

const nextTurn = () => new Promise(setImmediate);

/** Requests of these owners in turn, and who went on, turn by turn. */
async function ask(owners: readonly string[]) {
  const pace = createPace();
  const begun: string[] = [];
  const begin = (owner: string) => {
    const turn = pace.begin(owner);
    if (turn) void turn.then(() => begun.push(owner));
    else begun.push(owner);
  };
  for (const owner of owners) begin(owner);
  return { begin, begun };
}

test("of many requests of one owner sixty-four go on in a turn, and those of others at once", async () => {
  const { begun } = await ask([...Array<string>(150).fill("many"), "other"]);
  const perTurn = [begun.filter((owner) => owner === "many").length];
  expect(begun).toContain("other");
  for (let turn = 0; turn < 3; turn++) {
    const before = begun.length;
    await nextTurn();
    perTurn.push(begun.length - before);
  }
  expect(perTurn).toEqual([64, 64, 22, 0]);
});

test("who waits is before who comes", async () => {
  const { begin, begun } = await ask(Array<string>(65).fill("one"));
  await nextTurn();
  expect(begun).toHaveLength(65);
  for (let count = 0; count < 64; count++) begin("one");
  expect(begun).toHaveLength(65 + 63);
  await nextTurn();
  expect(begun).toHaveLength(65 + 64);
});

test("a request is answered before most of the many that came before it with another account's key", async () => {
  await using api = await setup();
  const answered: string[] = [];
  const keys = [...Array<string>(200).fill(api.keys.own), api.keys.other];
  await Promise.all(keys.map((key) => api.get("/v2/webhooks", { key }).then(() => answered.push(key))));
  expect(answered).toHaveLength(201);
  expect(answered.indexOf(api.keys.other)).toBeLessThan(100);
});
