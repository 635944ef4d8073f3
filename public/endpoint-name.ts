const LONGEST_PATH = 28;

/** A URL as people name the endpoint: host and path, without the scheme and the query, and not endless. */
export function endpointName(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  const path = pathname === "/" ? "" : pathname;
  return host + (path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path);
}
