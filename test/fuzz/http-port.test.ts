import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { LONGEST, runs } from "../support/runs.ts";
import { mutated, pipelines } from "./mutations.ts";
import { BAD_CHUNKS, BAD_HEADS, BOMBS, CONTRADICTORY, NO_METHOD, TAKEN } from "./odd-requests.ts";
import { type Conversation, canary, lengthOf, postEvent, startTarget, WHOLE_EVENT } from "./target.ts";

setDefaultTimeout(LONGEST);

const refused = [
  ["contradictory about where it ends", CONTRADICTORY],
  ["in bad chunks", BAD_CHUNKS],
  ["with a bad head", BAD_HEADS],
  ["with too large a head", BOMBS],
] as const;

test.each(refused)("what is %s is refused, and nothing behind it is carried out", async (_, texts) => {
  await using target = await startTarget();
  for (const text of texts) {
    const { statuses, smuggled } = await target.converse({ text });
    expect([text, smuggled]).toEqual([text, []]);
    expect([text, [400, 413, 431, 505].includes(Number(statuses[0]))]).toEqual([text, true]);
  }
});

test("a method that is none is not answered, and nothing behind it is carried out", async () => {
  await using target = await startTarget();
  for (const text of NO_METHOD) expect(await target.converse({ text })).toEqual({ statuses: [], smuggled: [] });
});

test("what is odd but clear is answered, and a request inside of a body is a body", async () => {
  await using target = await startTarget();
  for (const [text, status] of TAKEN) {
    for (const cuts of ["whole", "byte by byte"] as const) {
      expect([text, await target.converse({ text, cuts })]).toEqual([text, { statuses: [status], smuggled: [] }]);
    }
  }
});

test("the canary is carried out where it is a request", async () => {
  await using target = await startTarget();
  expect((await target.converse({ text: canary("alone") })).statuses).toEqual([201]);
  await target.converse({ text: WHOLE_EVENT });
  expect(await target.carriedOut()).toEqual([]);
});

test("a sender that waits for 100 Continue is told to go on", async () => {
  await using target = await startTarget();
  const text = postEvent([lengthOf(WHOLE_EVENT), "Expect: 100-continue"], WHOLE_EVENT);
  expect((await target.converse({ text, cuts: [text.length - WHOLE_EVENT.length] })).statuses).toEqual([100, 400]);
});

async function conversesWell(arbitrary: fc.Arbitrary<Conversation>, numRuns: number): Promise<void> {
  await using target = await startTarget();
  const property = fc.asyncProperty(arbitrary, async (conversation) => {
    const { statuses, smuggled } = await target.converse(conversation);
    expect(smuggled).toEqual([]);
    expect(statuses.filter((status) => status >= 500 && status !== 505)).toEqual([]);
  });
  await fc.assert(property, runs(numRuns));
}

test("whatever becomes of a good request, nothing hangs, nothing is smuggled, and others are served", async () => {
  await conversesWell(mutated, 400);
});

test("whatever stands behind one another, the same", async () => {
  await conversesWell(pipelines, 200);
});
