import { expect, test } from "bun:test";
import { createBodyRoom, SMALL_BODY_BYTES } from "../../src/http/body-room.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { setup as setupApi } from "./setup.ts";
import { beginUpload } from "./upload.ts";

const MB = 1024 * 1024;

/** Shares of a room, and which of them were let in. */
function setup(most: number) {
  const clock = createFakeClock();
  const room = createBodyRoom(most, clock);
  const admitted: string[] = [];
  function enter(name: string, bytes: number) {
    const share = room.share();
    const wait = share.take(bytes);
    if (wait === undefined) admitted.push(name);
    else void wait.then(() => admitted.push(name));
    return share;
  }
  return { enter, admitted, clock };
}

test("large bodies wait for room in the order of asking, and small ones do not wait", async () => {
  const { enter, admitted } = setup(10 * MB);
  const a = enter("a", 6 * MB);
  const b = enter("b", 5 * MB);
  enter("c", 4 * MB);
  enter("small", SMALL_BODY_BYTES);
  expect(admitted).toEqual(["a", "small"]);
  a.give();
  await Promise.resolve();
  expect(admitted).toEqual(["a", "small", "b", "c"]);
  a.give();
  enter("d", 2 * MB);
  expect(admitted).not.toContain("d");
  b.give();
  await Promise.resolve();
  expect(admitted).toContain("d");
});

test("a body that is larger than the room is let in alone", async () => {
  const { enter, admitted } = setup(10 * MB);
  const large = enter("large", 50 * MB);
  enter("next", MB);
  expect(admitted).toEqual(["large"]);
  large.give();
  await Promise.resolve();
  expect(admitted).toEqual(["large", "next"]);
});

test("a body that is not whole after five seconds makes way, and gives nothing back twice", async () => {
  const { enter, admitted, clock } = setup(10 * MB);
  const slow = enter("slow", 10 * MB);
  enter("next", 10 * MB);
  await clock.advance(4_999);
  expect(admitted).toEqual(["slow"]);
  await clock.advance(1);
  expect(admitted).toEqual(["slow", "next"]);
  slow.give();
  enter("third", MB);
  expect(admitted).toEqual(["slow", "next"]);
});

test("uploads wait behind one that stands still, small requests do not, and when it is given up they go on", async () => {
  await using api = await setupApi();
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const body = `{"type":"task.created","data":"${"x".repeat(10 * MB - 100)}"}`;
  const upload = () => beginUpload(port, { key: api.keys.own, bytes: body.length });
  const stalled = upload();
  stalled.socket.write(body.slice(0, MB));
  const others = [upload(), upload()];
  for (const { socket } of others) socket.write(body);
  expect((await api.post("/v2/events", { type: "task.created", data: 1 })).status).toBe(202);
  stalled.socket.destroy();
  const answers = await Promise.all(others.map(({ answer }) => answer));
  expect(answers.map((text) => text.slice(0, 12))).toEqual(["HTTP/1.1 202", "HTTP/1.1 202"]);
});
