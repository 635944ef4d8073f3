import { join } from "node:path";

/** A helper process that answers each message with one. */
export interface Child<Question, Answer> extends Disposable {
  readonly pid: number;
  ask(question: Question): Promise<Answer>;
}

/** @param file one of this folder */
export function startChild<Question, Answer>(file: string): Child<Question, Answer> {
  const waiting: ((answer: Answer) => void)[] = [];
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file)], {
    stdout: "inherit",
    stderr: "inherit",
    ipc: (answer: Answer) => waiting.shift()?.(answer),
  });
  return {
    pid: child.pid,
    ask: (question) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.send(question);
      }),
    [Symbol.dispose]: () => child.kill(),
  };
}
