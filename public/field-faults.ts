import { faultText } from "./action.ts";
import { Refused } from "./api/client.ts";

/** Where the faults of a form stand. */
export interface PlacedFaults {
  /** By the fields' paths, each in a sentence. */
  readonly atFields: Readonly<Record<string, string>>;
  /** What belongs to no field of the form. */
  readonly fault: string | undefined;
}

/**
 * Puts what a form's work failed with beside the fields that it names; a fault below a field (`/events/0`) is the field's.
 *
 * @param caught `undefined` when it did not fail
 * @param paths JSON Pointers of the fields that the form has
 */
export function placeFaults(caught: unknown, paths: readonly string[]): PlacedFaults {
  if (caught === undefined) return { atFields: {}, fault: undefined };
  const faults = caught instanceof Refused ? caught.faults : [];
  if (faults.length === 0) return { atFields: {}, fault: faultText(caught) };
  const fieldOf = (path: string) => paths.find((field) => path === field || path.startsWith(`${field}/`));
  const placed = Map.groupBy(faults, ({ path }) => fieldOf(path));
  const rest = placed.get(undefined) ?? [];
  return {
    atFields: Object.fromEntries(
      paths.flatMap((path) => {
        const messages = new Set(placed.get(path)?.map(({ message }) => message));
        return messages.size > 0 ? [[path, [...messages].join(" ")]] : [];
      }),
    ),
    fault: rest.length > 0 ? [...messageOf(caught), ...rest.map(told)].join(" ") : undefined,
  };
}

function told({ path, message }: Refused["faults"][number]): string {
  return path ? `${path}: ${message}` : message;
}

function messageOf(caught: unknown): readonly string[] {
  return caught instanceof Error ? [caught.message] : [];
}
