import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { Caller } from "../actions/context.ts";
import type { ProblemCode } from "../core/errors.ts";
import type { JsonField } from "../core/json-fields.ts";
import type { LargeField } from "./large-field.ts";
import type { Reply } from "./reply.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Who may call: anybody, any key, or the operator's keys. */
export type Access = "public" | "account" | "operator";

export interface Answer {
  readonly description: string;
  /** Left out where there is no body. */
  readonly schema?: TSchema;
  readonly contentType?: string;
  readonly example?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that passed authentication and its schemas. */
export interface Call<Body, Query> {
  readonly request: Request;
  /** Of a public route there is none. */
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was posted: checked to be UTF-8, valid JSON and without repeated keys. */
  readonly text: string;
  /** Where its fields stand in the text. */
  readonly fields: readonly JsonField[];
  /** The route's `largeField` where it is large: in the others it stands as `null`. */
  readonly large?: LargeField | undefined;
}

/** One row of the API: everything that is known of it, for serving it and for describing it. */
export interface Route<Body extends TSchema = TSchema, Query extends TObject = TObject> {
  readonly method: Method;
  /** With `:name` for parameters. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly query?: Query;
  readonly body?: Body;
  /** The body may be left out; it is `{}` then. */
  readonly bodyOptional?: boolean;
  /** A field of any content: where it is large it is not read, but handed over as bytes. */
  readonly largeField?: string;
  readonly bodyExample?: unknown;
  /** Request headers that it reads, by their names. */
  readonly requestHeaders?: Readonly<Record<string, TSchema>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals besides those that every route of its kind can give. */
  readonly problems?: readonly ProblemCode[];
  handle(call: Call<Static<Body>, Static<Query>>): Promise<Reply>;
}

/** A route whose handler was checked against its schemas. */
export type AnyRoute = Omit<Route, "handle"> & { handle(call: Call<unknown, unknown>): Promise<Reply> };

/** Keeps a handler's types in line with its schemas, and forgets them for the table. */
export function defineRoute<Body extends TSchema, Query extends TObject>(route: Route<Body, Query>): AnyRoute {
  return route as unknown as AnyRoute;
}

/** The names of a path's parameters, in their order. */
export function pathParametersOf(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
}
