import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";
import type { Bounds } from "./bucket-ledger.ts";
import { quantile, significance, weightedMedian } from "./statistics.ts";
import { type UsageBlock, weighBlock } from "./usage-blocks.ts";
import type { Weighting } from "./weighting.ts";
import { neighbours, weightingCandidates } from "./weighting-candidates.ts";

/** What a unit of weight costs, in shares of the bucket. */
export interface Rate {
  readonly weighting: Weighting;
  readonly perUnit: number;
  /** How far off the cost of a single call may be, as a share of it. */
  readonly tolerance: number;
  /** Where the ratios of single blocks lie, without the highest and lowest tenth. */
  readonly interval: Bounds;
  readonly n: number;
}

/** With fewer blocks nothing is learned. */
const FEWEST_BLOCKS = 6;
/** The best of many is seldom the only good one: a rate is given up when worse by so many standard errors. */
const REJECTED_BEYOND = 2.5;
const LEAST_TOLERANCE = 0.01;
/** From the median absolute deviation to a standard deviation. */
const MAD = 1.4826;
const REFINEMENTS = [1.3, 1.15, 1.07, 1.03, 1.01];

/**
 * The rates that agree with the blocks, the best one first: more than one where the blocks cannot tell. Of a plain
 * weighting and one with fitted weights that agree equally well the plain one comes first. Empty with too few blocks.
 */
export function fitRates(
  blocks: readonly UsageBlock[],
  {
    unit,
    weightings,
  }: { readonly unit: RateLimitUnit | null; readonly weightings?: readonly Weighting[] | undefined },
): readonly Rate[] {
  const candidates = (weightings ?? weightingCandidates(unit))
    .flatMap((weighting) => judge(blocks, weighting) ?? [])
    .toSorted((a, b) => a.loss - b.loss);
  const best = candidates[0];
  if (best === undefined) return [];
  const refined = weightings === undefined ? refine(blocks, best) : best;
  const kept = candidates.filter(
    (candidate) => significance(pairedDifferences(candidate, refined)) < REJECTED_BEYOND,
  );
  const plain = kept.find(
    ({ rate, loss }) => rate.weighting.name !== "weighted tokens" && loss < refined.loss * 1.1,
  );
  return [...new Set([plain ?? refined, refined, ...kept])].map(({ rate }) => rate);
}

interface Judged {
  readonly rate: Rate;
  /** Mean of the lower four fifths of `misses`. */
  readonly loss: number;
  /** For each block: how far it is from what its calls cost, as a share of both. */
  readonly misses: readonly number[];
  readonly needsTokens: boolean;
}

function refine(blocks: readonly UsageBlock[], start: Judged): Judged {
  return REFINEMENTS.reduce((best, factor) => {
    let current = best;
    for (let round = 0; round < 4; round++) {
      const better = neighbours(current.rate.weighting, factor)
        .flatMap((weighting) => judge(blocks, weighting) ?? [])
        .reduce((least, next) => (next.loss < least.loss ? next : least), current);
      if (better === current) break;
      current = better;
    }
    return current;
  }, start);
}

function judge(blocks: readonly UsageBlock[], weighting: Weighting): Judged | null {
  const needsTokens = weighting.request === 0;
  const weighed = blocks
    .filter(({ isOpen }) => !needsTokens || !isOpen)
    .map((block) => ({ block, weight: weighBlock(block, weighting) }))
    .filter(({ weight }) => weight > 0);
  if (weighed.length < FEWEST_BLOCKS) return null;
  const ratios = weighed.map(({ block, weight }) => ({ value: block.moved / weight, weight: block.moved }));
  const perUnit = weightedMedian(ratios);
  if (perUnit === null) return null;
  const values = ratios.map(({ value }) => value);
  const distances = values.map((value) => Math.abs(value / perUnit - 1));
  const roundings = weighed.map(({ block, weight }) => block.error / (perUnit * weight) / Math.sqrt(6));
  // Of single calls: blocks even out, the more the more calls are in them; a quarter counts, as sizes differ.
  const misfits = weighed.map(({ block, weight }, index) => {
    const off = Math.abs(block.moved / (perUnit * weight) - 1);
    const byRounding = roundings[index] ?? 0;
    return Math.sqrt(Math.max(0, off ** 2 - byRounding ** 2) * Math.max(1, block.calls / 4));
  });
  // A few blocks may agree by chance: they differ by no less than rounding makes them.
  const deviation = Math.max(MAD * (quantile(distances, 0.5) ?? 0), quantile(roundings, 0.5) ?? 0);
  const ofMedian = (1.25 * deviation) / Math.sqrt(weighed.length);
  const tolerance = LEAST_TOLERANCE + 4 * MAD * (quantile(misfits, 0.5) ?? 0) + 3 * ofMedian;
  const misses = blocks.map((block) => {
    const cost = perUnit * weighBlock(block, weighting);
    return (2 * Math.abs(block.moved - cost)) / (block.moved + cost);
  });
  return {
    rate: {
      weighting,
      perUnit,
      tolerance: Math.min(tolerance, 0.9),
      interval: middleOf(values),
      n: weighed.length,
    },
    loss: trimmedMean(misses),
    misses,
    needsTokens,
  };
}

/** How much worse than another, block by block; the worst tenth of each are outliers, and left out. */
function pairedDifferences(candidate: Judged, best: Judged): number[] {
  const limit = quantile(best.misses, 0.9) ?? 0;
  return candidate.misses.flatMap((miss, index) => {
    const other = best.misses[index] ?? 0;
    return other > limit ? [] : [miss - other];
  });
}

/** Without the highest and lowest tenth; of few nothing is left out. */
function middleOf(values: readonly number[]): Bounds {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  return { from: sorted[cut] ?? 0, to: sorted[sorted.length - 1 - cut] ?? 0 };
}

function trimmedMean(values: readonly number[]): number {
  const kept = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length * 0.8));
  return kept.reduce((sum, value) => sum + value, 0) / Math.max(1, kept.length);
}
