/** What was used of a bucket, block of time by block of time, resets taken out. The last block ends now. */
export interface UseByBlock {
  readonly blockMs: number;
  /** Fraction of the limit used in each block. */
  readonly used: Float64Array;
  /** `total[i]` is what was used before block i. */
  readonly total: Float64Array;
  /** 1 for blocks in which the bucket was spent, so that what would have been used is unknown. */
  readonly spent: Uint8Array;
}

/** A reading after a long pause tells of use just before it: as much as this per block at most, the rest before. */
const MOST_PER_BLOCK = 0.02;

/** Blocks of time into which use is entered; instants in Unix ms. What lies before the first block is left out. */
export class UseGrid {
  readonly #fromMs: number;
  readonly #blockMs: number;
  readonly #used: Float64Array;
  readonly #spent: Uint8Array;

  /** `blocks` blocks of `blockMs`, the last of which ends at `untilMs`. */
  constructor(blocks: number, blockMs: number, untilMs: number) {
    this.#fromMs = untilMs - blocks * blockMs;
    this.#blockMs = blockMs;
    this.#used = new Float64Array(blocks);
    this.#spent = new Uint8Array(blocks);
  }

  /** Enters use of which a reading at `toMs` tells, the one before it being at `sinceMs`. */
  enter(amount: number, sinceMs: number, toMs: number): void {
    const blocks = Math.max(1, amount / MOST_PER_BLOCK);
    this.enterEvenly(amount, Math.max(sinceMs, toMs - blocks * this.#blockMs), toMs);
  }

  enterEvenly(amount: number, fromMs: number, toMs: number): void {
    const [from, to] = [this.#placeOf(fromMs), this.#placeOf(toMs)];
    if (to <= 0 || amount <= 0) return;
    const last = Math.min(this.#used.length - 1, Math.max(0, Math.ceil(to) - 1));
    if (to - from < 1e-6) this.#add(last, amount);
    else {
      for (let block = Math.max(0, Math.floor(from)); block <= last; block++) {
        const share = (Math.min(to, block + 1) - Math.max(from, block)) / (to - from);
        if (share > 0) this.#add(block, amount * share);
      }
    }
  }

  /** What was entered between two instants. */
  between(fromMs: number, toMs: number): number {
    const [from, to] = [this.#placeOf(fromMs), this.#placeOf(toMs)];
    let sum = 0;
    for (let block = Math.max(0, Math.floor(from)); block < Math.min(this.#used.length, to); block++) {
      sum += (this.#used[block] ?? 0) * (Math.min(to, block + 1) - Math.max(from, block));
    }
    return sum;
  }

  /** Makes what was entered between two instants add up to an amount that was told: what was spread adds up only nearly. */
  scaleTo(amount: number, fromMs: number, toMs: number): void {
    const entered = this.between(fromMs, toMs);
    if (entered <= 0) {
      this.enterEvenly(amount, fromMs, toMs);
      return;
    }
    const [from, to] = [Math.max(0, Math.floor(this.#placeOf(fromMs))), Math.ceil(this.#placeOf(toMs))];
    for (let block = from; block < Math.min(this.#used.length, to); block++) {
      this.#used[block] = ((this.#used[block] ?? 0) * amount) / entered;
    }
  }

  markSpent(fromMs: number, toMs: number): void {
    const [from, to] = [Math.floor(this.#placeOf(fromMs)), Math.ceil(this.#placeOf(toMs))];
    if (to > 0) this.#spent.fill(1, Math.max(0, from), to);
  }

  read(): UseByBlock {
    const total = new Float64Array(this.#used.length + 1);
    for (let block = 0; block < this.#used.length; block++) {
      total[block + 1] = (total[block] ?? 0) + (this.#used[block] ?? 0);
    }
    return { blockMs: this.#blockMs, used: this.#used, total, spent: this.#spent };
  }

  #placeOf(ms: number): number {
    return (ms - this.#fromMs) / this.#blockMs;
  }

  #add(block: number, amount: number): void {
    this.#used[block] = (this.#used[block] ?? 0) + amount;
  }
}
