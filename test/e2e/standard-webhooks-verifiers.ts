import { join } from "node:path";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { python } from "./python.ts";

/** What an endpoint got, and the secret that it has. */
export interface Message {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an official Standard Webhooks package says to each message: `accepted`, or why not. */
export type Verifier = (messages: readonly Message[]) => Promise<readonly string[]>;

export const verifyWithNpmPackage: Verifier = async (messages) => messages.map(verify);

export const verifyWithPythonPackage: Verifier = async (messages) => {
  const command = [await python(), join(import.meta.dir, "verify-standard-webhooks.py")];
  const child = Bun.spawn(command, { stdin: Buffer.from(JSON.stringify(messages)), stderr: "inherit" });
  return (await new Response(child.stdout).json()) as string[];
};

function verify({ secret, headers, body }: Message): string {
  const webhook = secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(secret, { format: "raw" });
  try {
    webhook.verify(body, { ...headers });
    return "accepted";
  } catch (fault) {
    if (fault instanceof WebhookVerificationError) return fault.message;
    throw fault;
  }
}
