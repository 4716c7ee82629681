import type { Transport } from "../round-trip.ts";
import type { Tier } from "../tier.ts";
import { type DonorCost, typicalMs } from "./donor-cost.ts";

/** What a donor has to be like. */
export interface DonorWish {
  readonly tier: Tier;
  /** Null: any. */
  readonly transport: Transport | null;
  /** Null: as often as that transport needs one. */
  readonly isNewConnection: boolean | null;
  readonly reasons: boolean;
  /** Null when it is not known. */
  readonly uncachedInput: number | null;
}

/** The donors of one wish. */
export interface DonorMatch {
  /** Which set of donors; equal wishes share one. */
  readonly set: number;
  /** Whether they are as wished; else they are the next best. */
  readonly isComparable: boolean;
}

/** Finds donors for wishes. */
export interface DonorMatcher {
  /** Null when there is no donor at all of the tier and transport. */
  readonly find: (wish: DonorWish) => DonorMatch | null;
  /** The donors of each set, by their place in the list of costs, the quickest first. */
  readonly sets: readonly Int32Array[];
}

/** At most so many donors on either side of the wished size are drawn from. */
const EACH_SIDE = 20;

/** With fewer donors near the wished size there is no telling what is usual. */
const FEWEST_NEAR = 8;

/** A donor is of similar size up to a factor of 2; below some hundred tokens, size hardly matters. */
const REACH = 1;
const SIZE_FLOOR = 512;

/** Sizes are told apart to a quarter of a factor of 2. */
const STEPS = 4;

const sizeOf = (tokens: number): number => Math.log2(tokens + SIZE_FLOOR);

/** Donors of one kind in order of their size, those of unknown size apart. */
interface Pool {
  readonly donors: Int32Array;
  readonly sizes: Float64Array;
  readonly all: Int32Array;
  /** By step of size: a set, or -1 where too few are near. */
  readonly near: Map<number, number>;
  readonly nearest: Map<number, number>;
  whole: number;
}

/** Prepares matching. "Quickest" is meant for a round trip of `typicalTokens`. */
export function matchDonors(costs: readonly DonorCost[], typicalTokens: number): DonorMatcher {
  const sets: Int32Array[] = [];
  const pools = new Map<string, Pool>();
  const totals = costs.map((cost) => typicalMs(cost, typicalTokens));
  const addSet = (donors: Int32Array): number =>
    sets.push(donors.toSorted((a, b) => (totals[a] ?? 0) - (totals[b] ?? 0) || a - b)) - 1;

  const poolOf = (
    wish: Pick<DonorWish, "tier" | "transport">,
    isNew: boolean | null,
    reasoning: boolean | null,
  ): Pool => {
    const key = `${wish.transport} ${isNew} ${reasoning} ${wish.tier}`;
    const known = pools.get(key);
    if (known) return known;
    const all: number[] = [];
    const sized: { readonly index: number; readonly size: number }[] = [];
    for (const [index, cost] of costs.entries()) {
      if (cost.tier !== wish.tier || (wish.transport !== null && cost.transport !== wish.transport)) continue;
      if (isNew !== null && cost.isNewConnection !== isNew) continue;
      if (reasoning !== null && cost.reasons !== reasoning) continue;
      all.push(index);
      if (cost.uncachedInput !== null) sized.push({ index, size: sizeOf(cost.uncachedInput) });
    }
    // Of many of one size a few are drawn from: not those that stand together, which are of one session.
    sized.sort((a, b) => a.size - b.size || shuffled(a.index) - shuffled(b.index));
    const pool: Pool = {
      donors: Int32Array.from(sized, ({ index }) => index),
      sizes: Float64Array.from(sized, ({ size }) => size),
      all: Int32Array.from(all),
      near: new Map(),
      nearest: new Map(),
      whole: -1,
    };
    pools.set(key, pool);
    return pool;
  };

  const remember = (known: Map<number, number>, step: number, build: () => Int32Array | null): number => {
    const found = known.get(step);
    if (found !== undefined) return found;
    const donors = build();
    const set = donors === null ? -1 : addSet(donors);
    known.set(step, set);
    return set;
  };

  const nearSet = (pool: Pool, step: number): number =>
    remember(pool.near, step, () => {
      const [from, to] = around(pool.sizes, step / STEPS, REACH);
      return to - from < FEWEST_NEAR ? null : pool.donors.subarray(from, to);
    });

  const nearestSet = (pool: Pool, step: number): number =>
    remember(pool.nearest, step, () => {
      const [from, to] = around(pool.sizes, step / STEPS, Number.POSITIVE_INFINITY);
      return from === to ? null : pool.donors.subarray(from, to);
    });

  const wholeSet = (pool: Pool): number => {
    if (pool.whole < 0 && pool.all.length > 0) pool.whole = addSet(pool.all);
    return pool.whole;
  };

  const find = (wish: DonorWish): DonorMatch | null => {
    const { isNewConnection, reasons, uncachedInput } = wish;
    // From what is wished to the next best; most wishes need no more than the first.
    const kinds = [
      [isNewConnection, reasons],
      [null, reasons],
      [null, null],
    ] as const;
    if (uncachedInput !== null) {
      const step = Math.round(sizeOf(uncachedInput) * STEPS);
      for (const [isNew, reasoning] of kinds) {
        const set = nearSet(poolOf(wish, isNew, reasoning), step);
        if (set >= 0) return { set, isComparable: isNew === isNewConnection && reasoning === reasons };
      }
      const nearest = nearestSet(poolOf(wish, null, null), step);
      if (nearest >= 0) return { set: nearest, isComparable: false };
    }
    for (const [isNew, reasoning] of kinds) {
      const set = wholeSet(poolOf(wish, isNew, reasoning));
      if (set >= 0) return { set, isComparable: false };
    }
    return null;
  };
  return { find, sets };
}

/** The places next to a size: at most EACH_SIDE on either side, none farther than `reach`. */
function around(sizes: Float64Array, size: number, reach: number): readonly [from: number, to: number] {
  // Of many of just this size, from their middle.
  const middle = (placeOf(sizes, size) + placeOf(sizes, size + 1e-9)) >> 1;
  let [from, to] = [middle, middle];
  while (from > 0 && middle - from < EACH_SIDE && size - (sizes[from - 1] ?? 0) <= reach) from--;
  while (to < sizes.length && to - middle < EACH_SIDE && (sizes[to] ?? 0) - size <= reach) to++;
  return [from, to];
}

/** How many sizes are smaller. */
function placeOf(sizes: Float64Array, size: number): number {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] ?? 0) < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A fixed shuffle: a number for each place that has nothing to do with its neighbours'. */
function shuffled(index: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
}
