const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /content-length: *(\d+)/i;

/** Cuts whole HTTP/1.1 messages with a `Content-Length` off what has come in on a connection. */
export function takeMessages(before: Buffer, chunk: Buffer): { messages: string[]; rest: Buffer } {
  const bytes = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
  const messages: string[] = [];
  let from = 0;
  for (;;) {
    const headEnd = bytes.indexOf(HEAD_END, from);
    if (headEnd < 0) break;
    const length = Number(LENGTH.exec(bytes.toString("latin1", from, headEnd))?.[1] ?? 0);
    const end = headEnd + HEAD_END.length + length;
    if (end > bytes.length) break;
    messages.push(bytes.toString("latin1", from, end));
    from = end;
  }
  // Copied: the socket's buffer is used again.
  return { messages, rest: Buffer.from(bytes.subarray(from)) };
}
