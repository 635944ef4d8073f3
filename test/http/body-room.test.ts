import { expect, test } from "bun:test";
import { HOUR, SECOND } from "../../src/core/time.ts";
import { createBodyRoom, SMALL_BODY_BYTES } from "../../src/http/body-room.ts";
import type { AnsweredRequest } from "../../src/http/mount.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { setup as setupApi } from "./setup.ts";
import { beginUpload } from "./upload.ts";

const MB = 1024 * 1024;

/** Shares of a room, each of an owner of its own unless told, and which of them were let in, refused, or cut when they were late. */
function setup(prompt: number, slow = prompt) {
  const clock = createFakeClock();
  const room = createBodyRoom({ prompt, slow }, clock);
  const admitted: string[] = [];
  const refused: string[] = [];
  const late: string[] = [];
  function enter(name: string, bytes: number, owner = name) {
    const share = room.share(owner);
    const client = new AbortController();
    const onLate = (): void => {
      late.push(name);
      share.give();
    };
    void share
      .take(bytes, { gone: client.signal, onLate })
      .then((isAdmitted) => (isAdmitted ? admitted : refused).push(name));
    return { ...share, goAway: () => client.abort() };
  }
  return { enter, admitted, refused, late, clock };
}

test("large bodies wait for room in the order of asking, and small ones do not wait", async () => {
  const { enter, admitted, clock } = setup(10 * MB);
  const a = enter("a", 6 * MB);
  const b = enter("b", 5 * MB);
  enter("c", 4 * MB);
  enter("small", SMALL_BODY_BYTES);
  await clock.rest();
  expect(admitted).toEqual(["small", "a"]);
  a.give();
  await clock.rest();
  expect(admitted).toEqual(["small", "a", "b", "c"]);
  a.give();
  enter("d", 2 * MB);
  await clock.rest();
  expect(admitted).not.toContain("d");
  b.give();
  await clock.rest();
  expect(admitted).toContain("d");
});

test("a body that is larger than the room is let in alone", async () => {
  const { enter, admitted, clock } = setup(10 * MB);
  const large = enter("large", 50 * MB);
  enter("next", MB);
  await clock.rest();
  expect(admitted).toEqual(["large"]);
  large.give();
  await clock.rest();
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
  await clock.rest();
  expect(admitted).toEqual(["slow", "next"]);
});

test("those that made way are bounded too: no more makes way until one of them is done", async () => {
  const { enter, admitted, clock } = setup(10 * MB, 20 * MB);
  const [first] = ["a", "b", "c"].map((name) => enter(name, 10 * MB));
  const { goAway } = enter("d", 10 * MB);
  await clock.advance(19 * SECOND);
  expect(admitted).toEqual(["a", "b", "c"]);
  first?.give();
  await clock.rest();
  expect(admitted).toEqual(["a", "b", "c", "d"]);
  // Who was let in is counted until the answer, though nobody waits for that any more.
  goAway();
  enter("e", MB);
  await clock.rest();
  expect(admitted).not.toContain("e");
});

test("nobody waits for more than half a minute, and who was refused is in nobody's way", async () => {
  const { enter, admitted, refused, clock } = setup(10 * MB);
  const working = [enter("a", 10 * MB), enter("b", 10 * MB)];
  await clock.advance(5 * SECOND);
  for (const { turn } of working) void turn(10 * MB);
  enter("large", 10 * MB);
  await clock.advance(29 * SECOND);
  enter("late", 2 * MB);
  await clock.advance(SECOND);
  expect([admitted, refused]).toEqual([["a", "b"], ["large"]]);
  for (const { give } of working) give();
  await clock.rest();
  expect([admitted, refused]).toEqual([["a", "b", "late"], ["large"]]);
  await clock.advance(HOUR);
  expect(refused).toEqual(["large"]);
});

test("one owner has half of the room at most, and its others wait without being in anybody's way", async () => {
  const { enter, admitted, clock } = setup(16 * MB, 32 * MB);
  const ofOne = ["1", "2", "3", "4", "5", "6"].map((name) => enter(name, 8 * MB, "one"));
  await clock.advance(5 * SECOND);
  expect(admitted).toEqual(["1", "2", "3"]);
  enter("other's", 8 * MB);
  await clock.rest();
  expect(admitted).toEqual(["1", "2", "3", "other's"]);
  ofOne[1]?.give();
  await clock.advance(5 * SECOND);
  expect(admitted).toEqual(["1", "2", "3", "other's", "4"]);
});

test("a body that is not whole after twenty seconds is cut once others wait for its room: the oldest first, no more than it takes", async () => {
  const { enter, admitted, late, clock } = setup(10 * MB);
  enter("whole", 5 * MB).turn(5 * MB);
  for (const name of ["slow", "slower"]) enter(name, 5 * MB);
  await clock.advance(19 * SECOND);
  enter("young", 5 * MB);
  await clock.advance(HOUR);
  expect([admitted, late]).toEqual([["whole", "slow", "slower", "young"], []]);
  enter("next", 2 * MB);
  await clock.rest();
  expect([admitted.at(-1), late]).toEqual(["next", ["slow"]]);
});

test("a body that is late while others wait already is cut at once", async () => {
  const { enter, admitted, late, clock } = setup(10 * MB);
  for (const name of ["slow", "next", "third"]) enter(name, 10 * MB);
  await clock.advance(20 * SECOND - 1);
  expect([admitted, late]).toEqual([["slow", "next"], []]);
  await clock.advance(1);
  expect([admitted, late]).toEqual([["slow", "next", "third"], ["slow"]]);
});

test("a body that came late and is whole is not cut, and those that are not whole are", async () => {
  const { enter, late, clock } = setup(10 * MB);
  const [first] = ["first", "second", "third"].map((name) => enter(name, 5 * MB));
  await clock.advance(20 * SECOND);
  void first?.turn(5 * MB);
  enter("a", 10 * MB);
  await clock.rest();
  enter("b", 10 * MB);
  await clock.advance(5 * SECOND);
  expect(late).toEqual(["second", "third"]);
});

test("a body of untold length gives back what it did not need when it is whole", async () => {
  const { enter, admitted, clock } = setup(10 * MB);
  const untold = enter("untold", 10 * MB);
  enter("next", 9 * MB);
  await clock.rest();
  expect(admitted).toEqual(["untold"]);
  void untold.turn(MB);
  await clock.rest();
  expect(admitted).toEqual(["untold", "next"]);
  untold.give();
  enter("small one", MB);
  await clock.rest();
  expect(admitted).toEqual(["untold", "next", "small one"]);
  enter("one too many", MB);
  await clock.rest();
  expect(admitted).not.toContain("one too many");
});

test("who goes away while waiting leaves the line", async () => {
  const { enter, admitted, refused, clock } = setup(10 * MB);
  enter("a", 5 * MB);
  const { goAway } = enter("b", 10 * MB);
  enter("c", 5 * MB);
  await clock.rest();
  expect(admitted).toEqual(["a"]);
  goAway();
  await clock.rest();
  expect([admitted, refused]).toEqual([["a", "c"], ["b"]]);
});

test("slow senders fill the room, and are turned away when a large body waits for it; small ones do not wait", async () => {
  await using api = await setupApi();
  // Their lengths are not told, so each counts as one as large as may be: two are half of the room.
  const stalled = Array.from({ length: 2 }, () => stalledUpload(api.keys.own));
  const answers = stalled.map(({ request }) => api.send(request));
  const { clock } = api.engine;
  await clock.rest();
  const large = api.post("/v2/events", { type: "task.created", data: "x".repeat(6 * MB) });
  await clock.rest();
  expect((await api.post("/v2/events", { type: "task.created", data: 1 })).status).toBe(202);
  await clock.advance(20 * SECOND);
  expect((await large).status).toBe(202);
  const { status, headers, body } = (await answers[0]) ?? {};
  expect([status, body?.code, headers?.get("retry-after")]).toEqual([503, "unavailable", "5"]);
  expect(body?.detail).toContain("20 s");
  stalled[1]?.cut();
  expect((await answers[1])?.status).toBe(400);
});

test("a connection that is closed while its body waits is noticed", async () => {
  const { promise: answered, resolve: onAnswered } = Promise.withResolvers<AnsweredRequest>();
  await using api = await setupApi({ onAnswered });
  const { clock } = api.engine;
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const stalled = stalledUpload(api.keys.own);
  const first = api.send(stalled.request);
  await clock.rest();
  const timers = clock.timers;
  const { socket } = beginUpload(port, { key: api.keys.own, bytes: 10 * MB });
  while (clock.timers === timers) await clock.rest();
  socket.destroy();
  expect((await answered).status).toBe(400);
  expect(clock.timers).toBe(timers);
  stalled.cut();
  expect((await first).status).toBe(400);
});

/** A `POST /v2/events` that has begun and is not whole before it is cut, when it is no JSON. */
function stalledUpload(key: string) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  void writer.write(new Uint8Array(2 * SMALL_BODY_BYTES));
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const request = new Request("http://api.test/v2/events", { method: "POST", headers, body: readable });
  return { request, cut: () => void writer.close() };
}

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

test("of one sender's large bodies few are worked on at a time, and those of others do not wait for them", async () => {
  const room = createBodyRoom({ prompt: 100 * MB, slow: 0 }, createFakeClock());
  const begun: string[] = [];
  function work(owner: string, name: string, bytes: number) {
    const share = room.share(owner);
    const turn = share.turn(bytes).then(() => void begun.push(name));
    return { ...share, turn };
  }
  const first = work("one", "first", 5 * MB);
  const second = work("one", "second", MB / 2);
  const third = work("one", "third", MB / 2);
  work("one", "small", SMALL_BODY_BYTES);
  await work("other", "other's", 5 * MB).turn;
  expect(begun.toSorted()).toEqual(["first", "other's", "small"]);
  first.give();
  await Promise.all([second.turn, third.turn]);
  expect(begun.slice(3)).toEqual(["second", "third"]);
});

test("a large body is answered before most of those that came before it from another account", async () => {
  await using api = await setupApi();
  const answered: string[] = [];
  const keys = [...Array<string>(6).fill(api.keys.own), api.keys.other];
  const event = JSON.stringify({ type: "task.created", data: "x".repeat(MB) });
  const headers = { "content-length": String(event.length) };
  await Promise.all(keys.map((key) => api.post("/v2/events", event, { key, headers }).then(() => answered.push(key))));
  expect(answered).toHaveLength(7);
  expect(answered.indexOf(api.keys.other)).toBeLessThan(3);
});

test("an upload that stands still is cut off", async () => {
  await using api = await setupApi({ idleSeconds: 1 });
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const { socket, answer } = beginUpload(port, { key: api.keys.own, bytes: 100_000 });
  socket.write("x".repeat(50_000));
  // Nobody reads what comes after it.
  expect(await answer).toBe("");
}, 9_000);

test("a length that is given twice is one length, and takes no room from those who come after", async () => {
  await using api = await setupApi();
  const body = { type: "task.created", data: "x".repeat(SMALL_BODY_BYTES) };
  const length = JSON.stringify(body).length;
  for (const told of [`${length}, ${length}`, String(length)]) {
    const { status } = await api.post("/v2/events", body, { headers: { "content-length": told } });
    expect([told, status]).toEqual([told, 202]);
  }
});
