/**
 * How an answer differs in shape from the one that a page shows: other fields, or values of another type. `undefined` where
 * it does not. Null stands for any single value, and every item of a list is like the first that is shown.
 */
export function differenceInShape(shown: unknown, given: unknown, path = ""): string | undefined {
  if (Array.isArray(shown) && Array.isArray(given)) return differenceInList(shown, given, path);
  if (isObject(shown) && isObject(given)) return differenceInFields(shown, given, path);
  if (shown === null && !isObject(given) && !Array.isArray(given)) return undefined;
  if (given === null && !isObject(shown) && !Array.isArray(shown)) return undefined;
  return typeof shown === typeof given && Array.isArray(shown) === Array.isArray(given)
    ? undefined
    : `${path}: ${JSON.stringify(shown)} is shown, ${JSON.stringify(given)} was given`;
}

function differenceInList(shown: readonly unknown[], given: readonly unknown[], path: string): string | undefined {
  if (shown.length > 0 && given.length === 0) return `${path}: nothing was given`;
  return firstOf(given.map((item, index) => differenceInShape(shown[0], item, `${path}/${index}`)));
}

type Fields = Readonly<Record<string, unknown>>;

function differenceInFields(shown: Fields, given: Fields, path: string): string | undefined {
  const [expected, actual] = [Object.keys(shown).join(), Object.keys(given).join()];
  if (expected !== actual) return `${path}: the fields ${expected} are shown, ${actual} were given`;
  return firstOf(Object.keys(shown).map((name) => differenceInShape(shown[name], given[name], `${path}/${name}`)));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstOf(differences: readonly (string | undefined)[]): string | undefined {
  return differences.find((difference) => difference !== undefined);
}
