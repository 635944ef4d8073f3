import { join } from "node:path";

/** A helper process that answers each message with one. */
export interface Child<Question, Answer> extends Disposable {
  readonly pid: number;
  ask(question: Question): Promise<Answer>;
}

/** @param file one of this folder */
export function startChild<Question, Answer>(file: string): Child<Question, Answer> {
  const waiting: PromiseWithResolvers<Answer>[] = [];
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file)], {
    stdout: "inherit",
    stderr: "inherit",
    ipc: (answer: Answer) => waiting.shift()?.resolve(answer),
    onExit(_child, code) {
      for (const { reject } of waiting) reject(new Error(`${file} ended with ${code}, and left a question open.`));
    },
  });
  return {
    pid: child.pid,
    ask(question) {
      const answer = Promise.withResolvers<Answer>();
      waiting.push(answer);
      child.send(question);
      return answer.promise;
    },
    [Symbol.dispose]: () => child.kill(),
  };
}
