import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";

/** What stands for all addresses of the machine. */
const EVERY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];

/** An address that a browser can be sent to, for one that is listened on. */
export function reachable(host: string): string {
  if (EVERY_ADDRESS.includes(host)) return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Nothing can listen there. The message names the address and the way out. */
export class AddressUnavailable extends Error {
  override readonly name = "AddressUnavailable";
}

/** Why nothing could listen there: Bun calls nearly every fault a port in use. */
export async function explainListening(fault: unknown, host: string, port: number): Promise<unknown> {
  const code = (fault as { code?: unknown } | null)?.code;
  const found = await lookup(host).catch(() => undefined);
  if (!found) return unavailable(`The host ${host} has no address`, "Name another with --host ADDRESS.", fault);
  if (!isOwn(found.address)) {
    return unavailable(`${host} is not an address of this machine`, "Name another with --host ADDRESS.", fault);
  }
  if (code === "EACCES") {
    return unavailable(`This user may not listen on port ${port}`, "Name one above 1023 with --port N.", fault);
  }
  if (code !== "EADDRINUSE") return fault;
  const way = "Stop what listens there, or name another port with --port N.";
  return unavailable(`The port ${port} of ${host} is in use`, way, fault);
}

function unavailable(what: string, wayOut: string, cause: unknown): AddressUnavailable {
  return new AddressUnavailable(`${what}. ${wayOut}`, { cause });
}

function isOwn(address: string): boolean {
  if (EVERY_ADDRESS.includes(address) || address.startsWith("127.")) return true;
  return Object.values(networkInterfaces()).some((own) => own?.some((one) => one.address === address));
}
