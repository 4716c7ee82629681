import type { Histogram } from "./histogram.ts";
import { EXTREMES, FLAGS, FORMAT_VERSION } from "./histogram-format.ts";

/** The histogram as bytes, in the format of `histogram-format.ts`; `decodeHistogram` gives the same one back. */
export function encodeHistogram(histogram: Histogram): Uint8Array<ArrayBuffer> {
  const { count, sum, min, max, zeroCount, offset, counts } = histogram;
  const extremes = extremesOf(histogram);
  const keepsSum = sum !== null && count > 0;
  const bytes: number[] = [FORMAT_VERSION];
  bytes.push((keepsSum ? FLAGS.sum : 0) | extremes | (zeroCount > 0 ? FLAGS.zeros : 0));
  pushVarint(bytes, count);
  if (zeroCount > 0) pushVarint(bytes, zeroCount);
  if (keepsSum) pushFloat64(bytes, sum);
  if (extremes === EXTREMES.float32 || extremes === EXTREMES.float64) {
    const push = extremes === EXTREMES.float32 ? pushFloat32 : pushFloat64;
    push(bytes, min ?? Number.NaN);
    push(bytes, max ?? Number.NaN);
  }
  pushVarint(bytes, counts.length);
  if (counts.length > 0) pushVarint(bytes, offset >= 0 ? 2 * offset : -2 * offset - 1);
  let gap = 0;
  for (const n of counts) {
    if (n > 0) pushBucket(bytes, gap, n);
    gap = n > 0 ? 0 : gap + 1;
  }
  return new Uint8Array(bytes);
}

function extremesOf({ sum, min, max }: Histogram): number {
  if (min === null || max === null) return EXTREMES.unknown;
  if (min === sum && max === sum) return EXTREMES.sum;
  return Math.fround(min) === min && Math.fround(max) === max ? EXTREMES.float32 : EXTREMES.float64;
}

function pushBucket(bytes: number[], gap: number, count: number): void {
  const more = Math.floor(count / 32);
  bytes.push((more > 0 ? 128 : 0) | ((count - more * 32) << 2) | Math.min(gap, 3));
  if (more > 0) pushVarint(bytes, more);
  if (gap >= 3) pushVarint(bytes, gap - 3);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128));
  bytes.push(rest);
}

const scratch = new DataView(new ArrayBuffer(8));

function pushFloat32(bytes: number[], value: number): void {
  scratch.setFloat32(0, value, true);
  for (let at = 0; at < 4; at += 1) bytes.push(scratch.getUint8(at));
}

function pushFloat64(bytes: number[], value: number): void {
  scratch.setFloat64(0, value, true);
  for (let at = 0; at < 8; at += 1) bytes.push(scratch.getUint8(at));
}
