import type { Histogram } from "./histogram.ts";
import { HistogramReader } from "./histogram-reader.ts";

const reader = new HistogramReader();

/**
 * The histogram that `encodeHistogram` made bytes of.
 * @throws DamagedHistogramError where they are not a whole one.
 */
export function decodeHistogram(bytes: Uint8Array): Histogram {
  reader.open(bytes);
  const counts = new Float64Array(reader.places);
  reader.addBucketsTo(counts, reader.first);
  return {
    count: reader.count,
    sum: reader.knowsSum ? reader.sum : null,
    min: reader.knowsExtremes ? reader.min : null,
    max: reader.knowsExtremes ? reader.max : null,
    zeroCount: reader.zeroCount,
    offset: reader.first,
    counts: Array.from(counts),
  };
}
