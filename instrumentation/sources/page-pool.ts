import { Buffer } from "node:buffer";

/** An answer of some sixty events fits in. */
export const PAGE_BYTES = 16 * 1024;
export const PAGE_PIECES = 128;

/** Together 4 MB: more answers than this at once are read as they pass. */
const PAGES_MAX = 256;
/** Those that nobody uses are kept up to here. */
const FREE_MAX = 64;

/** Room for what passes of one exchange until it is read. */
export interface Page {
  readonly bytes: Buffer;
  readonly ends: Int32Array;
  readonly timesMs: Float64Array;
}

const free: Page[] = [];
let inUse = 0;

/** A page to write on; null when there are too many. */
export function takePage(): Page | null {
  if (inUse >= PAGES_MAX) return null;
  inUse += 1;
  return (
    free.pop() ?? {
      bytes: Buffer.alloc(PAGE_BYTES),
      ends: new Int32Array(PAGE_PIECES),
      timesMs: new Float64Array(PAGE_PIECES),
    }
  );
}

/** Gives one back that was taken; nothing of it may be used any more, and nothing of the bytes that were written is left. */
export function givePage(page: Page, writtenBytes: number): void {
  inUse -= 1;
  page.bytes.fill(0, 0, writtenBytes);
  if (free.length < FREE_MAX) free.push(page);
}
