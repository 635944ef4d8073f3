import type { TSchema } from "@sinclair/typebox";
import type { Caller } from "../actions/context.ts";
import { Refusal } from "../core/errors.ts";
import { type AdmitDeps, admit } from "./admit.ts";
import { readJson } from "./body.ts";
import type { BodyRoom } from "./body-room.ts";
import { withETag } from "./etag.ts";
import { withoutStrangeNames } from "./faults.ts";
import type { Pace } from "./pace.ts";
import type { Reply } from "./reply.ts";
import type { AnyRoute } from "./route.ts";
import { readQuery, requireValid } from "./validation.ts";

export interface ServeDeps extends AdmitDeps {
  readonly bodyLimit: number;
  readonly bodyRoom: BodyRoom;
  readonly pace: Pace;
}

/** Public routes have no caller, and do not ask for one. */
const NOBODY = { kind: "operator", keyId: "" } as const satisfies Caller;
const NOTHING = new URLSearchParams();
const NO_QUERY: Readonly<Record<string, unknown>> = {};

/** One request through a route: who it is, whether they may, what they sent, and then the handler. @throws Refusal */
export async function serveRoute(
  route: AnyRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
  deps: ServeDeps,
): Promise<Reply> {
  if (route.access === "public") return answer(route, request, params, NOBODY, deps);
  return admit(request, deps, async (caller) => {
    const turn = deps.pace.begin(ownerOf(caller));
    if (turn) await turn;
    return withETag(route, request, await answer(route, request, params, caller, deps));
  });
}

async function answer(
  route: AnyRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
  caller: Caller,
  { bodyLimit, bodyRoom }: ServeDeps,
): Promise<Reply> {
  if (route.access === "operator" && caller.kind !== "operator") throw operatorOnly();
  const query = queryOf(route, request.url);
  if (!route.body) return route.handle({ request, caller, params, query, body: undefined, text: "", fields: [] });
  const share = bodyRoom.share(ownerOf(caller));
  try {
    const { largeField } = route;
    const rules = { limit: bodyLimit, optional: route.bodyOptional === true, largeField };
    const { value, ...json } = await readJson(request, share, rules).catch(leaveOutStrangeNames(route.body));
    const body = requireValid(route.body, value);
    return await route.handle({ request, caller, params, query, body, ...json });
  } finally {
    share.give();
  }
}

/** Of a key that is given twice the name is told, which the schema may not know. */
function leaveOutStrangeNames(schema: TSchema): (fault: unknown) => never {
  return (fault) => {
    if (!(fault instanceof Refusal) || fault.faults.length === 0) throw fault;
    throw new Refusal(fault.problem, fault.message, withoutStrangeNames(fault.faults, schema));
  };
}

/** Public routes take any query, and look at none. */
function queryOf({ access, query }: AnyRoute, url: string): Readonly<Record<string, unknown>> {
  const at = url.indexOf("?");
  if (access === "public" || (at < 0 && !query)) return NO_QUERY;
  return readQuery(query, at < 0 ? NOTHING : new URLSearchParams(url.slice(at + 1)));
}

/** Whose requests are to get past those of others. */
function ownerOf(caller: Caller): string {
  return caller.kind === "account" ? caller.account.id : caller.keyId;
}

function operatorOnly(): Refusal {
  return new Refusal("forbidden", "Only an operator key may do this, and yours is an account's.");
}
