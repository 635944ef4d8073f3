import type { Step } from "../resources/stats.ts";

/** What can come of an attempt, from below in a column. */
export const OUTCOMES: readonly {
  readonly name: string;
  readonly tone: string;
  readonly of: (step: Step) => number;
}[] = [
  { name: "delivered", tone: "good", of: ({ succeeded }) => succeeded },
  { name: "answered badly", tone: "waiting", of: ({ rejected }) => rejected },
  { name: "no answer", tone: "bad", of: ({ timed_out, unanswered }) => timed_out + unanswered },
];
