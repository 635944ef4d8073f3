const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /content-length: *(\d+)/i;
/** Of a body: where the producer's `sent_at` stands. */
const SHOWN_BODY_BYTES = 512;

/**
 * Cuts HTTP/1.1 messages with a `Content-Length` out of what comes in on a connection: the head of each, and the beginning of its
 * body. What is large is put together once, not with every chunk.
 */
export function createMessageReader(): (chunk: Buffer) => string[] {
  let chunks: Buffer[] = [];
  let size = 0;
  /** Bytes until the next message can be whole. */
  let needed = 0;

  return (chunk) => {
    if (size + chunk.length < needed) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      return [];
    }
    const bytes = size === 0 ? chunk : Buffer.concat([...chunks, chunk]);
    const messages: string[] = [];
    let from = 0;
    needed = 0;
    for (;;) {
      const headEnd = bytes.indexOf(HEAD_END, from);
      if (headEnd < 0) break;
      const bodyStart = headEnd + HEAD_END.length;
      const end = bodyStart + Number(LENGTH.exec(bytes.toString("latin1", from, headEnd))?.[1] ?? 0);
      if (end > bytes.length) {
        needed = end - from;
        break;
      }
      messages.push(bytes.toString("latin1", from, Math.min(end, bodyStart + SHOWN_BODY_BYTES)));
      from = end;
    }
    // Copied: the socket's buffer is used again.
    chunks = from < bytes.length ? [Buffer.from(bytes.subarray(from))] : [];
    size = bytes.length - from;
    return messages;
  };
}
