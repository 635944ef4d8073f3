/** Makes a `curl` of a POST that a POSIX shell takes as it is pasted. */
export function curlPost(origin: string, path: string, key: string, body: unknown): string {
  return [
    `curl -X POST ${origin}${path}`,
    `-H 'Authorization: Bearer ${key}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(" \\\n  ");
}
