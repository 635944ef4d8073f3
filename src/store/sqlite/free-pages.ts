import { closeSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";

/** Where the header of a database file tells the bytes of a page, and with which page the list of the free ones begins. */
const PAGE_BYTES_AT = 16;
const FIRST_TRUNK_AT = 32;
const HEADER_BYTES = 100;
/** A trunk of the list tells the next one here, how many leaves it names, and then which. Pages count from 1. */
const NEXT_TRUNK_AT = 0;
const LEAF_COUNT_AT = 4;
const LEAVES_AT = 8;

/**
 * Overwrites what is left in the pages of a database that hold nothing any more, which SQLite does not where `secure_delete` is
 * `fast`. It is on disk when this returns. The log has to be empty, and nobody to write meanwhile.
 *
 * The format is that of https://sqlite.org/fileformat.html#the_freelist
 */
export function overwriteFreePages(file: string): void {
  const handle = openSync(file, "r+");
  try {
    const header = readAt(handle, 0, HEADER_BYTES);
    const pageBytes = header.readUInt16BE(PAGE_BYTES_AT);
    const startOf = (page: number) => (page - 1) * pageBytes;
    const nothing = Buffer.alloc(pageBytes);
    let page = header.readUInt32BE(FIRST_TRUNK_AT);
    while (page > 0) {
      const trunk = readAt(handle, startOf(page), pageBytes);
      const end = LEAVES_AT + 4 * trunk.readUInt32BE(LEAF_COUNT_AT);
      for (let at = LEAVES_AT; at < end; at += 4) writeAt(handle, startOf(trunk.readUInt32BE(at)), nothing);
      writeAt(handle, startOf(page) + end, nothing.subarray(end));
      page = trunk.readUInt32BE(NEXT_TRUNK_AT);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readAt(handle: number, at: number, bytes: number): Buffer {
  const read = Buffer.alloc(bytes);
  if (readSync(handle, read, 0, bytes, at) < bytes)
    throw new Error("The database file ends before a page that it names.");
  return read;
}

function writeAt(handle: number, at: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(handle, bytes, done, bytes.length - done, at + done);
  }
}
