/**
 * The newest of several sorted sources, in order: each source gives its own newest row numbers, descending, and what they
 * give together is cut to `limit`. So a list over several states or types reads an index range of each, and no more.
 */
export function newestOf(sources: Iterable<readonly number[]>, limit: number): number[] {
  const all: number[] = [];
  for (const rows of sources) all.push(...rows);
  return all.sort((a, b) => b - a).slice(0, limit);
}
