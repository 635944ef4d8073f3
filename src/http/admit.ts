import type { Caller } from "../actions/context.ts";
import type { Entry } from "./access.ts";
import { problemReply } from "./problem.ts";
import type { Reply } from "./reply.ts";

export interface AdmitDeps {
  access(request: Request): Promise<Entry>;
  /** A fault of ours or of the storage. */
  onFault(fault: unknown): void;
}

/**
 * Lets the caller in. Whatever is answered from there on, a refusal or a fault of ours too, tells the rate of the key, which was counted.
 *
 * @throws Refusal for who is not let in
 */
export async function admit(
  request: Request,
  { access, onFault }: AdmitDeps,
  work: (caller: Caller) => Promise<Reply>,
): Promise<Reply> {
  const { caller, headers } = await access(request);
  const reply = await answerTo(caller, work, onFault);
  return { ...reply, headers: reply.headers ? { ...headers, ...reply.headers } : headers };
}

async function answerTo(
  caller: Caller,
  work: (caller: Caller) => Promise<Reply>,
  onFault: AdmitDeps["onFault"],
): Promise<Reply> {
  try {
    return await work(caller);
  } catch (fault) {
    return problemReply(fault, onFault);
  }
}
