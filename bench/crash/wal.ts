/**
 * SQLite's write-ahead log, as far as a power loss is concerned with it: a header of 32 bytes, and frames of one page each. Frames
 * whose salt is not the header's are left over from before the log was last begun anew.
 *
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export interface Wal {
  readonly pageBytes: number;
  /** Where the last commit ends. */
  readonly committedBytes: number;
  /** The frames before a place. */
  framesUpTo(bytes: number): readonly WalFrame[];
}
export interface WalFrame {
  /** Counted from 1. */
  readonly page: number;
  readonly end: number;
  readonly commits: boolean;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export function readWal(bytes: Buffer): Wal {
  const frames: WalFrame[] = [];
  if (bytes.length < HEADER_BYTES) return { pageBytes: 0, committedBytes: 0, framesUpTo: () => [] };
  const pageBytes = bytes.readUInt32BE(8);
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const salt = bytes.toString("hex", 16, 24);
  for (let start = HEADER_BYTES; start + frameBytes <= bytes.length; start += frameBytes) {
    if (bytes.toString("hex", start + 8, start + 16) !== salt) break;
    const commits = bytes.readUInt32BE(start + 4) > 0;
    frames.push({ page: bytes.readUInt32BE(start), end: start + frameBytes, commits });
  }
  return {
    pageBytes,
    committedBytes: frames.findLast(({ commits }) => commits)?.end ?? HEADER_BYTES,
    framesUpTo: (end) => frames.filter((frame) => frame.end <= end),
  };
}
