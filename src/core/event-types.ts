import { subscribes } from "./webhook.ts";

/** One kind of event: what it means, what its `data` looks like. */
export interface EventType {
  readonly type: string;
  readonly description: string;
  /** JSON Schema of `data`. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Realistic `data`, which test events carry. */
  readonly example: unknown;
}

/** The types that events may have. */
export interface EventTypeCatalogue {
  readonly all: readonly EventType[];
  find(type: string): EventType | undefined;
  /** Whether a webhook may listen to this: a known type, `*`, or `x.*` where a known type starts with `x.`. */
  knowsPattern(pattern: string): boolean;
}

export function createEventTypeCatalogue(types: readonly EventType[]): EventTypeCatalogue {
  const byType = new Map(types.map((type) => [type.type, type]));
  return {
    all: [...byType.values()],
    find: (type) => byType.get(type),
    knowsPattern: (pattern) => types.some(({ type }) => subscribes([pattern], type)),
  };
}
