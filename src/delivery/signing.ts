import { type Body, slicesOf } from "../core/body.ts";
import { type Signature, standardSignature, taskflowSignature } from "../core/signature.ts";
import type { EpochMs } from "../core/time.ts";
import type { SentRequest } from "../store/deliveries.ts";
import type { ReadyDelivery } from "./readiness.ts";

/** Signs what is to be sent: a large body over several turns of the event loop. */
export function sign(ready: ReadyDelivery, at: EpochMs): SentRequest | Promise<SentRequest> {
  const signatures = begin(ready, at);
  const { body } = ready;
  if (typeof body !== "string") return signSlices(body, signatures).then(() => finish(ready, signatures));
  for (const signature of signatures) signature.over(body);
  return finish(ready, signatures);
}

/** TaskFlow's own, and one or two of the standard. */
type Signatures = readonly [taskflow: Signature, ...standard: Signature[]];

function begin({ delivery, webhook }: ReadyDelivery, at: EpochMs): Signatures {
  const { secret, previousSecret, previousSecretExpiresAt } = webhook;
  const standard = (key: string) => standardSignature(key, delivery.id, Math.floor(at / 1000));
  const now = [taskflowSignature(secret), standard(secret)] as const;
  const both = previousSecret !== null && (previousSecretExpiresAt ?? 0) > at;
  return both ? [...now, standard(previousSecret)] : now;
}

async function signSlices(body: Exclude<Body, string>, signatures: Signatures): Promise<void> {
  for (const slice of slicesOf(body)) {
    for (const signature of signatures) signature.over(slice);
    await new Promise(setImmediate);
  }
}

function finish({ webhook }: ReadyDelivery, [taskflow, ...standard]: Signatures): SentRequest {
  return {
    url: webhook.url,
    taskflowSignature: taskflow.value(),
    standardSignature: standard.map((signature) => signature.value()).join(" "),
  };
}
