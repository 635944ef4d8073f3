import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Canary, canariesIn, canariesOf } from "../support/canary.ts";
import type { Appliance } from "./appliance.ts";

export interface Asked {
  readonly key?: string;
  /** Text is sent as it is, all else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as a client without types does
type Body = any;

/** Somebody who asks an appliance, keeps every answer, and finds the secrets that are where they must not be. */
export function createWitness(appliance: Appliance) {
  const secrets: Record<string, string> = {};
  const answers: { readonly to: string; readonly text: string }[] = [];

  async function answerTo(method: string, path: string, { key, body, headers }: Asked) {
    const sent = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`${appliance.url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: sent }),
    });
    const text = await answer.text();
    const whole = `${answer.status} ${JSON.stringify(answer.headers)} ${text}`;
    const isJson = text !== "" && /json/.test(answer.headers.get("content-type") ?? "");
    return { status: answer.status, whole, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  return {
    /** From now on this must not be anywhere. */
    knows: (name: string, secret: string) => void Object.assign(secrets, { [name]: secret }),
    secrets: (): readonly string[] => Object.values(secrets),
    answersKept: () => answers.length,
    async ask(method: string, path: string, asked: Asked = {}) {
      const { whole, ...answer } = await answerTo(method, path, asked);
      answers.push({ to: `${method} ${path}`, text: whole });
      return answer;
    },
    /** Asks for what is shown this once, in this field: all else of the answer is kept. */
    async askFor(name: string, field: "secret" | "key", path: string, asked: Asked) {
      const { status, whole, body } = await answerTo("POST", path, asked);
      const shown = body[field];
      if (typeof shown !== "string") throw new Error(`POST ${path} showed no ${field}: ${whole}`);
      secrets[name] = shown;
      answers.push({ to: `POST ${path}`, text: whole.replace(shown, "") });
      return { status, body };
    },
    /** Sends bytes, and resolves when the connection is closed. */
    async write(bytes: string): Promise<void> {
      const socket = connect(Number(new URL(appliance.url).port), "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1");
      });
      socket.on("error", () => {});
      await new Promise((resolve) => {
        socket.on("close", resolve);
        socket.end(bytes);
      });
      answers.push({ to: bytes.slice(0, 40), text });
    },
    /** Where the secrets are: in answers, in what the appliance wrote, in its files. */
    async leaks(): Promise<string[]> {
      const canaries = canariesOf(secrets);
      const told = answers.flatMap(({ to, text }) => found(`the answer to ${to}`, text, canaries));
      const logged = found("the log", await appliance.written(), canaries);
      return [...new Set([...told, ...logged, ...leaksInFiles(join(appliance.folder, "data"), canaries)])];
    },
  };
}

/** But the file with the key, which is for keeping. */
function leaksInFiles(folder: string, canaries: readonly Canary[]): string[] {
  const files = readdirSync(folder).filter((name) => name !== "secret.key");
  if (!files.includes("taskflow-hooks.db")) throw new Error(`The database is not in ${folder}: ${files}`);
  return files.flatMap((name) => found(`the file ${name}`, readFileSync(join(folder, name)), canaries));
}

function found(where: string, haystack: Uint8Array | string, canaries: readonly Canary[]): string[] {
  return canariesIn(haystack, canaries).map((canary) => `${canary}, in ${where}`);
}
