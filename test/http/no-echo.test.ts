import { expect, test } from "bun:test";
import fc from "fast-check";
import { canariesIn, canariesOf } from "../support/canary.ts";
import { bodySchemaOf, type DescribedCall, type Description, readDescription } from "./described.ts";
import type { Schema } from "./json-schema.ts";
import { setup } from "./setup.ts";
import { pathTo, type Things, thingsOf } from "./things.ts";

/** Too large for a name, and not only letters, so that nothing else looks like it. */
const SECRET = "hunter2-Zk9/Qe+tr";
const NUMBER = 734_519_028_467;
const canaries = canariesOf({ secret: SECRET, number: String(NUMBER) });

/** Refusals that hardly a run can miss. */
const SEEN = ["invalid_json", "unauthorized", "not_found", "unsupported_media_type", "validation_failed"];

const secretText = fc.constantFrom(
  SECRET,
  `${SECRET}\n`,
  `x ${SECRET}`,
  SECRET.repeat(200),
  `https://a:${encodeURIComponent(SECRET)}@b.example/`,
);
const stray: fc.Arbitrary<unknown> = fc.oneof(
  secretText,
  fc.constantFrom<unknown>(NUMBER, -NUMBER, [SECRET], [[SECRET]], { [SECRET]: 1 }, { a: { [SECRET]: SECRET } }),
);

/** One odd thing in a request hides what would be said of the next. */
function mostly<Value>(plain: Value, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(plain) }, odd);
}

/** What a body or a query may hold where its schema is this: something that fits, or a secret that strayed there. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  const fitting = fc.constantFrom<unknown>(...((schema.examples as unknown[]) ?? []), "x", 1, true, null, {}, ["*"]);
  const inside = schema.items ? fc.array(valueFor(schema.items), { maxLength: 3 }) : undefined;
  const fields = schema.properties ? objectOf(schema) : undefined;
  return fc.oneof(fitting, stray, ...[inside, fields].flatMap((arbitrary) => arbitrary ?? []));
}

function objectOf({ properties = {} }: Schema): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueFor(schema)]));
  const unknown = fc.dictionary(fc.oneof(secretText, fc.constantFrom("secert", "__proto__")), stray, { maxKeys: 2 });
  return fc.tuple(fc.record(known, { requiredKeys: [] }), unknown).map(([fields, more]) => ({ ...fields, ...more }));
}

/** The example with secrets in it, JSON of any form, and what is none or says a thing twice. */
function bodyTextOf(schema: Schema, example: unknown): fc.Arbitrary<string> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, own]) =>
    valueFor(own).map((value) => ({ ...Object(example), [name]: value })),
  );
  const strayedInto = fc.oneof(...fields, objectOf(schema));
  const twice = `{"${SECRET}":1,"${SECRET}":"${SECRET}"}`;
  const odd = [twice, SECRET, `"${SECRET}"`, `["${SECRET}"]`, `{"secret":"${SECRET}"`, `{"a":${SECRET}}`];
  return fc.oneof(
    { weight: 8, arbitrary: strayedInto.map((fields) => JSON.stringify(fields)) },
    fc.constantFrom(...odd),
  );
}

function queryOf({ parameters }: DescribedCall["operation"]): fc.Arbitrary<string> {
  const names = parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const pair = fc.tuple(fc.constantFrom(...names, SECRET, "limitt"), fc.oneof(secretText, fc.constant("1")));
  const some = fc.array(pair, { maxLength: 3 }).map((pairs) => new URLSearchParams(pairs).toString());
  return mostly("", some);
}

const headers = mostly(
  {},
  fc.constantFrom<Record<string, string>>(
    { "content-type": `text/${SECRET}` },
    { "content-type": `application/json; charset=${SECRET}` },
    { "content-encoding": SECRET },
    { "idempotency-key": SECRET.repeat(20) },
    { [`x-${SECRET.replace(/\W/g, "")}`]: SECRET, cookie: SECRET, origin: `https://${SECRET}` },
    { authorization: `Bearer ${SECRET}` },
  ),
);

/** The path with its own ids, and with a secret in place of one of them. */
function pathOf(path: string, things: Things): fc.Arbitrary<string> {
  const own = pathTo(path, things);
  const strayed = encodeURIComponent(SECRET);
  const withSecrets = [path.replace(/\{\w+\}/, strayed), path.replace(/\{\w+\}$/, strayed), `${path}/${strayed}`];
  return mostly(own, fc.constantFrom(...withSecrets.map((template) => pathTo(template, things))));
}

function requestsTo(call: DescribedCall, description: Description, things: Things) {
  const schema = bodySchemaOf(description, call.operation);
  const example = call.operation.requestBody?.content["application/json"].example;
  return fc.record({
    path: pathOf(call.path, things),
    query: queryOf(call.operation),
    headers,
    body: schema ? bodyTextOf(schema, example) : fc.constant(undefined),
  });
}

test("no refusal gives back what was submitted, wherever in a request it stood, of any route", async () => {
  await using api = await setup({ limits: { webhooksPerAccount: 1_000_000 } });
  const { description, operations } = await readDescription(api);
  const calls = operations.filter(({ path }) => path.startsWith("/v2"));
  const refusals = new Set<string>();
  for (const call of calls) {
    const { method, path } = call;
    const key = path.startsWith("/v2/accounts") ? api.keys.operator : api.keys.own;
    const requests = requestsTo(call, description, await thingsOf(api, api.keys.own));
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, query, headers, body }) => {
        const { status, text, headers: answered } = await api.call(method, `${path}?${query}`, body, { key, headers });
        expect(status).toBeLessThan(500);
        if (status < 400) return;
        refusals.add(JSON.parse(text).code);
        expect(canariesIn(`${text} ${JSON.stringify(answered)}`, canaries)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }
  // What was to be seen was seen.
  for (const code of SEEN) expect([...refusals]).toContain(code);
}, 30_000);
