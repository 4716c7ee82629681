import type { Transport } from "../round-trip.ts";
import type { Tier } from "../tier.ts";
import { carryWait, type DonorCost, typicalMs } from "./donor-cost.ts";
import { placesAround, shuffled } from "./places-around.ts";
import { type SizeTrend, sizeTrend } from "./size-trend.ts";

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
  /** The donors of each set, the quickest first. */
  readonly sets: readonly DonorSet[];
}

/** Donors of one wish. */
export interface DonorSet {
  /** By their place in the list of costs. */
  readonly donors: Int32Array;
  /** How many times as long each would have waited for its stream and first token, were it of the wished size. */
  readonly waitFactors: Float64Array;
}

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
  trend: SizeTrend | null;
}

/** Prepares matching. "Quickest" is meant for a round trip of `typicalTokens`. */
export function matchDonors(costs: readonly DonorCost[], typicalTokens: number): DonorMatcher {
  const sets: DonorSet[] = [];
  const pools = new Map<string, Pool>();
  const addSet = (donors: Int32Array, factorOf: (donor: number) => number): number => {
    const carried = Array.from(donors, (donor) => {
      const [cost, factor] = [costs[donor], factorOf(donor)];
      return { donor, factor, ms: cost ? typicalMs(carryWait(cost, factor), typicalTokens) : 0 };
    }).toSorted((a, b) => a.ms - b.ms || a.donor - b.donor);
    return (
      sets.push({
        donors: Int32Array.from(carried, ({ donor }) => donor),
        waitFactors: Float64Array.from(carried, ({ factor }) => factor),
      }) - 1
    );
  };

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
      trend: null,
    };
    pools.set(key, pool);
    return pool;
  };

  const sizeAt = (donor: number): number => (costs[donor]?.uncachedInput ?? 0) + SIZE_FLOOR;

  /** Of all donors of the tier and transport: those of one kind may be few. */
  const trendOf = (wish: DonorWish): SizeTrend => {
    const pool = poolOf(wish, null, null);
    if (pool.trend !== null) return pool.trend;
    const sized = [...pool.donors];
    const waits = sized.map((donor) => (costs[donor]?.queueMs ?? 0) + (costs[donor]?.firstTokenMs ?? 0));
    pool.trend = sizeTrend(sized.map(sizeAt), waits);
    return pool.trend;
  };

  const remember = (
    known: Map<number, number>,
    step: number,
    wish: DonorWish,
    build: () => Int32Array | null,
  ): number => {
    const found = known.get(step);
    if (found !== undefined) return found;
    const [donors, carry, wished] = [build(), trendOf(wish), 2 ** (step / STEPS)];
    const set = donors === null ? -1 : addSet(donors, (donor) => carry(sizeAt(donor), wished));
    known.set(step, set);
    return set;
  };

  const nearSet = (pool: Pool, step: number, wish: DonorWish): number =>
    remember(pool.near, step, wish, () => {
      const [from, to] = placesAround(pool.sizes, step / STEPS, REACH);
      return to - from < FEWEST_NEAR ? null : pool.donors.subarray(from, to);
    });

  const nearestSet = (pool: Pool, step: number, wish: DonorWish): number =>
    remember(pool.nearest, step, wish, () => {
      const [from, to] = placesAround(pool.sizes, step / STEPS, Number.POSITIVE_INFINITY);
      return from === to ? null : pool.donors.subarray(from, to);
    });

  const wholeSet = (pool: Pool): number => {
    if (pool.whole < 0 && pool.all.length > 0) pool.whole = addSet(pool.all, () => 1);
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
        const set = nearSet(poolOf(wish, isNew, reasoning), step, wish);
        if (set >= 0) return { set, isComparable: isNew === isNewConnection && reasoning === reasons };
      }
      const nearest = nearestSet(poolOf(wish, null, null), step, wish);
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
