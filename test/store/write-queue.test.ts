import { expect, test } from "bun:test";
import { createWriteQueue, type Write } from "../../src/store/sqlite/write-queue.ts";

const MEGABYTE = 1024 * 1024;

function writeOf(paced: boolean, bytes = 0): Write {
  return { paced, bytes, operation: () => {}, resolve: () => {}, reject: () => {} };
}

function queueOf(intake: number, bytes = 1) {
  const queue = createWriteQueue();
  let started = 0;
  queue.keepPaceWith(() => started);
  for (let count = 0; count < intake; count++) queue.push(writeOf(true, bytes));
  return { queue, start: (attempts: number) => (started += attempts) };
}

test("all is taken while hardly an attempt starts: endpoints that hang hold up no producer", () => {
  const { queue, start } = queueOf(500);
  start(15);
  expect(queue.take()).toHaveLength(500);
});

test("where attempts start as fast as turns go by, little more is taken in than they can follow", () => {
  const { queue, start } = queueOf(500);
  start(64);
  expect(queue.take()).toHaveLength(72);
  start(320);
  expect(queue.take()).toHaveLength(340);
  expect(queue.length).toBe(88);
});

test("an eighth of what waits is taken in whatever they do", () => {
  const { queue, start } = queueOf(8_000);
  start(64);
  expect(queue.take()).toHaveLength(1_000);
});

test("what the engine writes is held up by nothing, and all else keeps its order", () => {
  const { queue, start } = queueOf(500);
  const [behind, ahead] = [writeOf(false), writeOf(false)];
  queue.push(behind);
  queue.pushAhead(ahead);
  start(64);
  const first = queue.take();
  expect([first[0], first.length, first.includes(behind)]).toEqual([ahead, 73, false]);
  expect(queue.take().at(-1)).toBe(behind);
});

test("writes that take nothing in do not count for the pace", () => {
  const { queue, start } = queueOf(0);
  for (let count = 0; count < 100; count++) queue.push(writeOf(false));
  start(64);
  expect(queue.take()).toHaveLength(100);
});

test("large ones come a few at a time, and one in any case", () => {
  expect(queueOf(10, 3 * MEGABYTE).queue.take()).toHaveLength(2);
  expect(queueOf(10, 10 * MEGABYTE).queue.take()).toHaveLength(1);
});

test("there is plenty with many writes, or many bytes", () => {
  expect(queueOf(191).queue.isPlenty).toBe(false);
  expect(queueOf(192).queue.isPlenty).toBe(true);
  const { queue } = queueOf(1, 5 * MEGABYTE);
  expect(queue.isPlenty).toBe(true);
  queue.take();
  expect(queue.isPlenty).toBe(false);
});

test("it is full with as many as a disk that hangs may leave waiting", () => {
  expect(queueOf(19_999).queue.isFull).toBe(false);
  expect(queueOf(20_000).queue.isFull).toBe(true);
  expect(queueOf(64, MEGABYTE).queue.isFull).toBe(true);
});
