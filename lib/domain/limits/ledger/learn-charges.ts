import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";
import { type Charge, chargeSpan } from "./charge.ts";
import { CHARGE_MOMENTS, type ChargeMoment } from "./charge-moment.ts";
import { type ChargeSums, chargeSums } from "./charge-sums.ts";
import { findJumps, type Jump } from "./find-jumps.ts";
import { fitChargeMoments } from "./fit-charge-moments.ts";
import { fitRates, type Rate } from "./fit-rate.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { priceCalls } from "./price-calls.ts";
import { type UsageBlock, usageBlocks } from "./usage-blocks.ts";
import type { UsageTrack } from "./usage-track.ts";
import type { Weighting } from "./weighting.ts";

/** What a bucket taught of the calls that count for it, and where it does not fit them. */
export interface LearnedCharges {
  /** All that agree with the movement, the best one first; never none. */
  readonly rates: readonly Rate[];
  readonly moments: readonly ChargeMoment[];
  readonly charges: readonly Charge[];
  readonly sums: ChargeSums;
  readonly jumps: readonly Jump[];
}

export interface LearnOptions {
  /** What the bucket counts; null when nobody says. */
  readonly unit: RateLimitUnit | null;
  /** The weightings to choose from, where they are known from another bucket that counts the same. */
  readonly weightings?: readonly Weighting[] | undefined;
  /** Calls of which nobody knows whether they count here: nothing is flagged because of them. */
  readonly doubtfulCalls?: readonly LedgerCall[];
}

/** Each round leaves out what the one before found out of order. */
const ROUNDS = 3;

/** What to begin with, before anything is known of when calls are charged. */
const FIRST_GUESSES: readonly (readonly ChargeMoment[])[] = [
  [{ at: "start", delayMs: 0 }],
  [{ at: "end", delayMs: 0 }],
  CHARGE_MOMENTS,
];

/** Null when the bucket moved too little to learn anything. */
export function learnCharges(
  track: UsageTrack,
  calls: readonly LedgerCall[],
  options: LearnOptions,
): LearnedCharges | null {
  const doubtful = options.doubtfulCalls ?? [];
  const isDoubtful = doubtfulSteps(track, doubtful);
  const blocksWith = (moments: readonly ChargeMoment[], odd: ReadonlySet<number>) =>
    usageBlocks(track, calls, moments, (index) => odd.has(index) || isDoubtful(index));
  const guesses = FIRST_GUESSES.map((moments) => {
    const blocks = blocksWith(moments, new Set());
    const found = fitRates(blocks, options);
    return { rates: found, misfit: toleranceOf(found) + idleShare(blocks) };
  });
  let { rates } = guesses.reduce((best, next) => (next.misfit < best.misfit ? next : best));
  for (let round = 1; ; round++) {
    const best = rates[0];
    if (best === undefined) return null;
    const moments = fitChargeMoments(track, calls, best);
    const charges = [
      ...priceCalls(calls, rates, moments),
      ...priceCalls(doubtful, rates, moments).map((charge) => ({ ...charge, least: 0 })),
    ];
    const sums = chargeSums(track.times, charges);
    const jumps = findJumps(track, sums);
    if (round === ROUNDS) return { rates, moments, charges, sums, jumps };
    const odd = new Set(
      jumps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + 1 + n)),
    );
    const next = fitRates(blocksWith(moments, odd), options);
    // With all that was out of order gone too little may be left.
    if (next.length === 0) return { rates, moments, charges, sums, jumps };
    rates = next;
  }
}

function toleranceOf(rates: readonly Rate[]): number {
  return rates[0]?.tolerance ?? Number.POSITIVE_INFINITY;
}

/** How much of the movement calls do not account for: more where they are put to the wrong moments. */
function idleShare(blocks: readonly UsageBlock[]): number {
  const [idle, moved] = [
    blocks.reduce((sum, block) => sum + block.idle, 0),
    blocks.reduce((sum, block) => sum + block.moved, 0),
  ];
  return idle / (idle + moved || 1);
}

/** Tells the steps, by the index of their end, that a call may have moved of which nobody knows whether it counts. */
function doubtfulSteps(track: UsageTrack, calls: readonly LedgerCall[]): (index: number) => boolean {
  if (calls.length === 0) return () => false;
  const { begun, ended } = chargeSums(
    track.times,
    calls.map((call) => ({ call, ...chargeSpan(call, CHARGE_MOMENTS), least: 0, most: 0, isOpen: false })),
  );
  return (index) => (begun[index] ?? 0) > (ended[index - 1] ?? 0);
}
