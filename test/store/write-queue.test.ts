import { expect, test } from "bun:test";
import { createWriteQueue, type Write } from "../../src/store/sqlite/write-queue.ts";

function writeOf(bytes = 0): Write {
  return { bytes, operation: () => {}, resolve: () => {}, reject: () => {} };
}

function queueOf(intake: number, bytes = 1) {
  const queue = createWriteQueue();
  let started = 0;
  queue.keepPaceWith(() => started);
  for (let count = 0; count < intake; count++) queue.pushIntake(writeOf(bytes));
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

test("writes of ours wait for nobody", () => {
  const { queue, start } = queueOf(500);
  for (let count = 0; count < 100; count++) queue.push(writeOf());
  start(64);
  expect(queue.take()).toHaveLength(172);
});

test("large ones come a few at a time, and one in any case", () => {
  const MEGABYTE = 1024 * 1024;
  expect(queueOf(10, 3 * MEGABYTE).queue.take()).toHaveLength(2);
  expect(queueOf(10, 10 * MEGABYTE).queue.take()).toHaveLength(1);
});

test("there is plenty with many writes, or many bytes", () => {
  expect(queueOf(191).queue.isPlenty).toBe(false);
  expect(queueOf(192).queue.isPlenty).toBe(true);
  const { queue } = queueOf(1, 5_000_000);
  expect(queue.isPlenty).toBe(true);
  queue.take();
  expect(queue.isPlenty).toBe(false);
});
