import type { SentRequest } from "../deliveries.ts";

const TASKFLOW = "sha256=";
const STANDARD = "v1,";
const BYTES = 32;

type Signatures = Pick<SentRequest, "taskflowSignature" | "standardSignature">;

/** Both signatures as raw bytes, 32 each: the one of `X-TaskFlow-Signature`, then those of `webhook-signature`. */
export function packSignatures({ taskflowSignature, standardSignature }: Signatures): Uint8Array {
  const standard = standardSignature.split(" ");
  const packed = Buffer.allocUnsafe(BYTES * (1 + standard.length));
  packed.write(taskflowSignature.slice(TASKFLOW.length), 0, "hex");
  for (const [index, value] of standard.entries()) {
    packed.write(value.slice(STANDARD.length), BYTES * (index + 1), "base64");
  }
  return packed;
}

export function unpackSignatures(packed: Uint8Array): Signatures {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const standard: string[] = [];
  for (let at = BYTES; at < bytes.length; at += BYTES) {
    standard.push(STANDARD + bytes.toString("base64", at, at + BYTES));
  }
  return { taskflowSignature: TASKFLOW + bytes.toString("hex", 0, BYTES), standardSignature: standard.join(" ") };
}
