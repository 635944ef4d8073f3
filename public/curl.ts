/** Makes a `curl` of a POST to the API that a POSIX shell takes as it is pasted. */
export function curlPost(origin: string, path: string, key: string, body: unknown): string {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  return curlRequest(`${origin}${path}`, headers, JSON.stringify(body));
}

/** The same of any POST, byte for byte. */
export function curlRequest(url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body.startsWith("@") ? "--data-raw" : "-d";
  return [`curl -X POST ${plainOrQuoted(url)}`, ...lines, `${data} ${quoted(body)}`].join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function plainOrQuoted(url: string): string {
  return /^[\w:/.@%+,-]+$/.test(url) ? url : quoted(url);
}
