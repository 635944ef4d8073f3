import type { AnyRoute } from "./route.ts";

/** Ids name things, and open nothing. */
const ID = /^(acc|wh|evt|del|key)_[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;

/**
 * A path as it may stand in the log: the words of the API's own paths, and ids. Whatever else somebody put there may be a
 * secret or a key that strayed, and is shown as `*`.
 */
export function createLoggedPath(routes: readonly Pick<AnyRoute, "path">[]): (path: string) => string {
  const words = new Set(routes.flatMap(({ path }) => path.split("/")));
  const shown = (part: string) => (words.has(part) || ID.test(part) ? part : "*");
  return (path) => path.split("/").map(shown).join("/");
}
