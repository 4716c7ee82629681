import { encodeHistogram } from "./encode-histogram.ts";
import { BUCKET_INDEXES, bucketIndex, type Histogram } from "./histogram.ts";
import { HistogramReader } from "./histogram-reader.ts";

/** What is known of values of which only the number is told, and not each one. */
export interface CountedValues {
  readonly count: number;
  /** Null where it is not known; then that of the whole sum is not, either. */
  readonly sum: number | null;
  /** Null where it is not known; then neither `min` nor `max` of the whole sum is. */
  readonly min: number | null;
  readonly max: number | null;
}

/** Values that were put in buckets elsewhere, as by a query that groups them by their bucket. */
export interface BucketCounts extends CountedValues {
  /** How many of them are 0 or less. */
  readonly zeroCount: number;
  /** Indices as of `bucketIndex`, in any order, an index perhaps several times, with the number of values there. */
  readonly buckets: Iterable<readonly [index: number, n: number]>;
}

const reader = new HistogramReader();

/** A histogram that grows: of values, of counts and of other histograms, in any order. */
export class HistogramSum {
  #count = 0;
  #sum: number | null = 0;
  #knowsExtremes = true;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #zeroCount = 0;
  /** By bucket, from the one of index #base on. */
  #counts = new Float64Array(0);
  #base = 0;

  /** How many values it holds. */
  get count(): number {
    return this.#count;
  }

  /** Adds a value, counted `times` times; one below 0 counts as 0. Throws RangeError where the value is not finite. */
  record(value: number, times = 1): void {
    checkCount(times);
    const index = bucketIndex(value);
    if (times === 0) return;
    const known = index === null ? 0 : value;
    this.#addToBucket(index, times);
    this.#addValues(times, known * times, known, known);
  }

  /** Adds values that lie in one bucket; null is the zero bucket. Throws RangeError where a number cannot be one. */
  addBucket(index: number | null, values: CountedValues): void {
    checkCount(values.count);
    if (index !== null) checkIndex(index);
    if (values.count === 0) return;
    this.#addToBucket(index, values.count);
    this.#addCounted(values);
  }

  /** Adds values by their buckets. Throws RangeError where their counts do not add up, and then adds nothing. */
  addCounts({ buckets, ...values }: BucketCounts): void {
    const pairs = [...buckets];
    for (const [index, n] of pairs) {
      checkIndex(index);
      checkCount(n);
    }
    const counted = pairs.reduce((sum, [, n]) => sum + n, values.zeroCount);
    if (counted !== values.count)
      throw new RangeError(`The buckets hold ${counted} values instead of ${values.count}`);
    if (counted === 0) return;
    for (const [index, n] of pairs) if (n > 0) this.#addToBucket(index, n);
    this.#addToBucket(null, values.zeroCount);
    this.#addCounted(values);
  }

  /** Adds another histogram. */
  add(histogram: Histogram): void {
    const { offset, counts, zeroCount } = histogram;
    if (histogram.count === 0) return;
    if (counts.length > 0) this.#reserve(offset, offset + counts.length - 1);
    const sums = this.#counts;
    const shift = offset - this.#base;
    for (let at = 0; at < counts.length; at += 1) {
      sums[at + shift] = (sums[at + shift] ?? 0) + (counts[at] ?? 0);
    }
    this.#zeroCount += zeroCount;
    this.#addCounted(histogram);
  }

  /**
   * Takes away a histogram of values that it holds; of what is left the extremes are not known. Throws RangeError where it
   * does not hold them, and then takes nothing.
   */
  subtract({ count, sum, zeroCount, offset, counts }: Histogram): void {
    if (count === 0) return;
    const held = (at: number) => this.#counts[offset + at - this.#base] ?? 0;
    if (zeroCount > this.#zeroCount || counts.some((n, at) => n > held(at)))
      throw new RangeError("Not a part of this histogram");
    for (const [at, n] of counts.entries()) if (n > 0) this.#counts[offset + at - this.#base] = held(at) - n;
    this.#zeroCount -= zeroCount;
    this.#count -= count;
    this.#knowsExtremes = false;
    this.#sum = sum === null || this.#sum === null ? null : Math.max(0, this.#sum - sum);
  }

  /** Adds what `encodeHistogram` made. Throws DamagedHistogramError where it is not whole, and then adds nothing. */
  addEncoded(bytes: Uint8Array): void {
    reader.open(bytes);
    if (reader.places > 0) this.#reserve(reader.first, reader.first + reader.places - 1);
    reader.addBucketsTo(this.#counts, this.#base);
    if (reader.count === 0) return;
    this.#zeroCount += reader.zeroCount;
    if (!reader.knowsSum) this.#sum = null;
    if (!reader.knowsExtremes) this.#knowsExtremes = false;
    this.#addValues(reader.count, reader.sum, reader.min, reader.max);
  }

  /** What it holds now. */
  toHistogram(): Histogram {
    const counts = this.#counts;
    let first = 0;
    while (first < counts.length && counts[first] === 0) first += 1;
    let end = counts.length;
    while (end > first && counts[end - 1] === 0) end -= 1;
    const held: number[] = [];
    for (let at = first; at < end; at += 1) held.push(counts[at] ?? 0);
    const knowsExtremes = this.#knowsExtremes && this.#count > 0;
    return {
      count: this.#count,
      sum: this.#sum,
      min: knowsExtremes ? this.#min : null,
      max: knowsExtremes ? this.#max : null,
      zeroCount: this.#zeroCount,
      offset: first === end ? 0 : this.#base + first,
      counts: held,
    };
  }

  /** What it holds now, as of `encodeHistogram`. */
  encode(): Uint8Array<ArrayBuffer> {
    return encodeHistogram(this.toHistogram());
  }

  #addCounted({ count, sum, min, max }: CountedValues): void {
    if (sum === null) this.#sum = null;
    if (min === null || max === null) this.#knowsExtremes = false;
    this.#addValues(count, Math.max(sum ?? 0, 0), Math.max(min ?? 0, 0), Math.max(max ?? 0, 0));
  }

  #addValues(count: number, sum: number, min: number, max: number): void {
    this.#count += count;
    if (this.#sum !== null) this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  #addToBucket(index: number | null, n: number): void {
    if (index === null) {
      this.#zeroCount += n;
      return;
    }
    this.#reserve(index, index);
    this.#counts[index - this.#base] = (this.#counts[index - this.#base] ?? 0) + n;
  }

  /** Makes room for the buckets from `first` to `last`. */
  #reserve(first: number, last: number): void {
    const old = this.#counts;
    const end = this.#base + old.length;
    if (first >= this.#base && last < end) return;
    // More than is asked for, so that values that drift to a side do not move all each time.
    const spare = Math.max(32, old.length >> 1);
    const isNew = old.length === 0;
    const base = isNew || first < this.#base ? first - spare : this.#base;
    const reach = isNew || last >= end ? last + 1 + spare : end;
    const counts = new Float64Array(reach - base);
    if (!isNew) counts.set(old, this.#base - base);
    this.#counts = counts;
    this.#base = base;
  }
}

function checkCount(n: number): void {
  if (!(Number.isSafeInteger(n) && n >= 0)) throw new RangeError(`Not a number of values: ${n}`);
}

function checkIndex(index: number): void {
  const isOne = Number.isSafeInteger(index) && index >= BUCKET_INDEXES.first && index <= BUCKET_INDEXES.last;
  if (!isOne) throw new RangeError(`Not the index of a bucket: ${index}`);
}
