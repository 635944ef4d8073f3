/** The body again for each of its bytes, with that one changed. */
export function* withOneByteChanged(body: Buffer): Generator<Buffer<ArrayBuffer>> {
  for (const [index, byte] of body.entries()) {
    const changed = Buffer.from(body);
    changed[index] = byte ^ 1;
    yield changed;
  }
}
