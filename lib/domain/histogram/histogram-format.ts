/**
 * A histogram in bytes, as it is stored. Whole numbers are varints: seven bits a byte, the lowest first, the eighth bit
 * set where more follow.
 *
 * | bytes | what |
 * |---|---|
 * | 1 | `FORMAT_VERSION` |
 * | 1 | `FLAGS`: which of the following are there, and how |
 * | varint | count |
 * | varint | zero count, where there is any |
 * | 8 | sum, where it is known and there are values: float64, little-endian |
 * | 0, 8 or 16 | min and max, each float32 where both are exact in it, else float64 |
 * | varint | how many buckets from the first that holds values to the last; where that is 0, nothing follows |
 * | varint | index of the first, 2·i for i >= 0 and −2·i − 1 below |
 * | rest | the buckets that hold values, in order |
 *
 * A bucket is one byte: the number of empty buckets before it (2 bits, 3 for three or more), its count's lowest 5 bits,
 * and a bit that says that the rest of the count, divided by 32, follows as a varint. A varint of the empty buckets
 * beyond three comes last, where there are three or more. So most buckets of an hour's calls take a single byte.
 */
export const FORMAT_VERSION = 1;

export const FLAGS = {
  sum: 1,
  /** Two bits: `EXTREMES`. */
  extremes: 6,
  zeros: 8,
} as const;

/** How min and max are kept. */
export const EXTREMES = {
  unknown: 0,
  float32: 2,
  float64: 4,
  /** Both are the sum, as of a single value. */
  sum: 6,
} as const;
