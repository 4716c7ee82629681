import { BUCKET_INDEXES } from "./histogram.ts";
import { EXTREMES, FLAGS, FORMAT_VERSION } from "./histogram-format.ts";

/** Says that bytes are not a whole histogram of a format known here. */
export class DamagedHistogramError extends Error {
  override readonly name = "DamagedHistogramError";
}

/**
 * Reads one encoded histogram after the other without making an object of any: tens of thousands are merged for one
 * answer.
 */
export class HistogramReader {
  count = 0;
  zeroCount = 0;
  knowsSum = true;
  sum = 0;
  knowsExtremes = true;
  min = 0;
  max = 0;
  /** How many buckets there are from the first that holds values to the last. */
  places = 0;
  /** The index of the first bucket. */
  first = 0;

  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #bucketsAt = 0;

  /** Reads all but the buckets. Throws DamagedHistogramError. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
    const version = this.#byte();
    if (version !== FORMAT_VERSION) throw damaged(`format ${version} instead of ${FORMAT_VERSION}`);
    const flags = this.#byte();
    if (flags > (FLAGS.sum | FLAGS.extremes | FLAGS.zeros)) throw damaged(`unknown flags ${flags}`);
    this.count = this.#varint();
    this.zeroCount = flags & FLAGS.zeros ? this.#varint() : 0;
    this.knowsSum = (flags & FLAGS.sum) !== 0 || this.count === 0;
    this.sum = flags & FLAGS.sum ? this.#float(8) : 0;
    if (Number.isNaN(this.sum)) throw damaged("its sum is no number");
    this.#openExtremes(flags & FLAGS.extremes);
    this.places = this.#varint();
    const sign = this.places > 0 ? this.#varint() : 0;
    this.first = sign % 2 === 0 ? sign / 2 : -(sign + 1) / 2;
    const isInRange =
      this.first >= BUCKET_INDEXES.first && this.first + this.places - 1 <= BUCKET_INDEXES.last;
    if (!isInRange) throw damaged(`${this.places} buckets from ${this.first} on`);
    this.#bucketsAt = this.#at;
  }

  #openExtremes(kind: number): void {
    this.knowsExtremes = kind !== EXTREMES.unknown;
    if (!this.knowsExtremes) return;
    const read = () => this.#float(kind === EXTREMES.float32 ? 4 : 8);
    const only = this.knowsSum ? this.sum : Number.NaN;
    this.min = kind === EXTREMES.sum ? only : read();
    this.max = kind === EXTREMES.sum ? only : read();
    if (!(this.min >= 0 && this.min <= this.max)) throw damaged(`values from ${this.min} to ${this.max}`);
  }

  /**
   * Adds the opened one's buckets to counts of which the first is that of bucket `base`; they must reach far enough.
   * Throws DamagedHistogramError, and then leaves the counts as they were.
   */
  addBucketsTo(counts: Float64Array, base: number): void {
    if (this.#walk(counts, base, 1)) return;
    // The same way once more, taking back.
    this.#walk(counts, base, -1);
    throw damaged("its buckets do not hold what it says");
  }

  /** False where the bytes end too early or their counts do not add up; what it passed by then is added. */
  #walk(counts: Float64Array, base: number, sign: 1 | -1): boolean {
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#bucketsAt;
    let place = this.first - base - 1;
    const reach = place + this.places + 1;
    let values = this.zeroCount;
    while (at < end) {
      const head = bytes[at++] ?? 0;
      let n = (head >> 2) & 31;
      if (head > 127) {
        const next = bytes[at] ?? 128;
        if (next < 128) {
          n += next * 32;
          at += 1;
        } else {
          this.#at = at;
          n += this.#rest() * 32;
          at = this.#at;
        }
      }
      place += (head & 3) + 1;
      if ((head & 3) === 3) {
        this.#at = at;
        place += this.#rest();
        at = this.#at;
      }
      values += n;
      // Also where a varint had no end, and one of them is NaN.
      if (!(values <= this.count && place < reach)) return false;
      counts[place] = (counts[place] ?? 0) + sign * n;
    }
    return values === this.count && place === reach - 1;
  }

  #varint(): number {
    const value = this.#rest();
    if (!Number.isSafeInteger(value)) throw damaged("it ends too early");
    return value;
  }

  /** A varint; NaN where the bytes end before it. */
  #rest(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) return Number.NaN;
      if (byte < 128) return value + byte * unit;
      value += (byte - 128) * unit;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw damaged("it ends too early");
    return byte;
  }

  #float(size: 4 | 8): number {
    for (let at = 0; at < size; at += 1) scratch.setUint8(at, this.#byte());
    return size === 4 ? scratch.getFloat32(0, true) : scratch.getFloat64(0, true);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

function damaged(how: string): DamagedHistogramError {
  return new DamagedHistogramError(`Not a whole histogram: ${how}`);
}
