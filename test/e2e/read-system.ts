import type { System } from "../../src/http/system.ts";
import type { Appliance } from "./appliance.ts";

/** How the appliance says it is, to the operator whose key this is. */
export async function readSystem({ url }: Appliance, key: string): Promise<System> {
  const answer = await fetch(`${url}/v2/system`, { headers: { authorization: `Bearer ${key}` } });
  if (answer.status !== 200) throw new Error(`GET /v2/system: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as System;
}
