import type { FileHandle } from "node:fs/promises";

/** Where reading goes on. */
export interface LinePosition {
  /** In bytes. */
  readonly offset: number;
  /** The offset lies within a line that is passed over: one that is too long, or whose beginning was not read. */
  readonly isWithinLine: boolean;
}

/** What one step of reading found. */
export interface LinesRead {
  /** Those that were wanted, without their ends. */
  readonly lines: readonly string[];
  readonly next: LinePosition;
  /** Whether there is nothing more to read now; the last line may still be in the making. */
  readonly isAtEnd: boolean;
}

/** So much is read, and so long a line may be, at most; what is longer is passed over without being held. */
const STEP_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Reads the whole lines that follow a position, up to a bound; a last line without its end is left for later. Null when
 * no line begins at the position any more, since then the file is another one. Rejects as reading does.
 */
export async function readLines(
  file: FileHandle,
  from: LinePosition,
  isWanted: (line: Buffer) => boolean,
): Promise<LinesRead | null> {
  const { size } = await file.stat();
  if (size < from.offset) return null;
  // The end of the line before tells whether this is still the same file.
  const looksBack = from.offset > 0 && !from.isWithinLine ? 1 : 0;
  const start = from.offset - looksBack;
  const wantedBytes = Math.min(size - start, STEP_BYTES + looksBack);
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wantedBytes), 0, wantedBytes, start);
  const bytes = buffer.subarray(0, bytesRead);
  if (looksBack === 1 && bytes[0] !== NEWLINE) return null;
  const lines: string[] = [];
  let at = looksBack;
  let { isWithinLine } = from;
  for (let end = bytes.indexOf(NEWLINE, at); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    const line = bytes.subarray(at, end);
    if (!isWithinLine && isWanted(line)) lines.push(line.toString("utf8"));
    isWithinLine = false;
    at = end + 1;
  }
  const isTooLong = at === looksBack && bytesRead - at >= STEP_BYTES;
  if (isTooLong || isWithinLine) {
    at = bytesRead;
    isWithinLine = true;
  }
  return {
    lines,
    next: { offset: start + at, isWithinLine },
    isAtEnd: start + bytesRead >= size,
  };
}
