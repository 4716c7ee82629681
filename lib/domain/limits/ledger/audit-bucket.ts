import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";
import type { BucketLedger, LedgerFlag } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import { CHARGE_MOMENTS, type ChargeMoment } from "./charge-moment.ts";
import { type ChargeSums, chargeSums } from "./charge-sums.ts";
import { chargesBetween } from "./charges-between.ts";
import { findJumps, type Jump } from "./find-jumps.ts";
import { fitChargeMoments } from "./fit-charge-moments.ts";
import { fitRates, type Rate } from "./fit-rate.ts";
import { judgeJump } from "./judge-jump.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { ledgerEntries, totalMovement } from "./ledger-entries.ts";
import type { LedgerPoint } from "./ledger-point.ts";
import { ledgerResolution } from "./ledger-resolution.ts";
import { priceCalls } from "./price-calls.ts";
import { type UnknownUse, unknownUse } from "./unknown-use.ts";
import { usageBlocks } from "./usage-blocks.ts";
import { type UsageTrack, usageTrack } from "./usage-track.ts";

export interface AuditOptions {
  /** What the bucket counts; null when nobody says. */
  readonly unit: RateLimitUnit | null;
  /** Length of its window; null when nobody says. */
  readonly windowMinutes: number | null;
  /** Calls of the same account that should not count here; where they seem to, they are charged elsewhere. */
  readonly otherCalls?: readonly LedgerCall[];
  /** Calls of which nobody knows whether they count here: nothing is flagged because of them. */
  readonly doubtfulCalls?: readonly LedgerCall[];
}

/**
 * Holds the movement of one bucket against the calls that count for it, both in any order. What a call costs is
 * learned from the bucket itself. A flag is set only where rounding, the spread of that cost, the moment of charging
 * and, for charges too many, use by others cannot explain the movement.
 */
export function auditBucket(
  points: readonly LedgerPoint[],
  calls: readonly LedgerCall[],
  options: AuditOptions,
): BucketLedger {
  const track = usageTrack(points, options.windowMinutes);
  const fitted = track.refills ? null : learn(track, calls, options);
  const totals = { observed: totalMovement(track), calls: calls.length };
  if (fitted === null) {
    const charges = priceCalls(calls, [], CHARGE_MOMENTS);
    const sums = chargeSums(track.times, charges);
    const entries = ledgerEntries(track, { sums, charges, flags: [], isPriced: false });
    return {
      state: track.refills ? "refills" : "tooFewSteps",
      entries,
      quota: null,
      resolution: { notCharged: null, chargedTwice: null },
      totals: { ...totals, unexplained: unknownUse(track, sums, sums).moved },
    };
  }
  const { rates, charges, sums, jumps, moments } = fitted;
  const others = priceCalls(options.otherCalls ?? [], rates, moments);
  const unknown = unknownUse(track, sums, chargeSums(track.times, others));
  const flags = judgeJumps(track, jumps, { charges, others, unknown });
  const rate = rates[0];
  return {
    state: "audited",
    entries: ledgerEntries(track, { sums, charges, flags, isPriced: true }),
    quota: rate === undefined ? null : quotaOf(rate),
    resolution: ledgerResolution(track, sums, charges, unknown),
    totals: { ...totals, unexplained: unknown.moved },
  };
}

interface Learned {
  readonly rates: readonly Rate[];
  readonly moments: readonly ChargeMoment[];
  readonly charges: readonly Charge[];
  readonly sums: ChargeSums;
  readonly jumps: readonly Jump[];
}

/** Twice: what the first finds out of order is left out of what the second learns from. Null with too little. */
function learn(track: UsageTrack, calls: readonly LedgerCall[], options: AuditOptions): Learned | null {
  const doubtful = options.doubtfulCalls ?? [];
  let moments: readonly ChargeMoment[] = CHARGE_MOMENTS;
  let result: Learned | null = null;
  for (let round = 0; round < 2; round++) {
    const odd = new Set<number>();
    for (const { from, to } of result?.jumps ?? []) {
      for (let index = from + 1; index <= to; index++) odd.add(index);
    }
    const rates = fitRates(
      usageBlocks(track, calls, moments, (index) => odd.has(index)),
      options.unit,
    );
    const best = rates[0];
    if (best === undefined) return result;
    moments = fitChargeMoments(track, calls, best);
    const charges = [
      ...priceCalls(calls, rates, moments),
      ...priceCalls(doubtful, rates, moments).map((charge) => ({ ...charge, least: 0 })),
    ];
    const sums = chargeSums(track.times, charges);
    result = { rates, moments, charges, sums, jumps: findJumps(track, sums) };
  }
  return result;
}

function judgeJumps(
  { times }: UsageTrack,
  jumps: readonly Jump[],
  known: {
    readonly charges: readonly Charge[];
    readonly others: readonly Charge[];
    readonly unknown: UnknownUse;
  },
): LedgerFlag[] {
  const ownBetween = chargesBetween(known.charges);
  const othersBetween = chargesBetween(known.others);
  return jumps.flatMap((jump) => {
    const [fromMs, toMs] = [times[jump.from] ?? 0, times[jump.to] ?? 0];
    const isOccasion = ({ most }: Charge) => most >= jump.amount.from;
    const flag = judgeJump(jump, {
      fromMs,
      toMs,
      own: ownBetween(fromMs, toMs),
      others: othersBetween(fromMs, toMs),
      unknown: known.unknown,
      occasions: {
        own: known.charges.filter(isOccasion).length,
        others: known.others.filter(isOccasion).length,
      },
    });
    return flag === null ? [] : [flag];
  });
}

function quotaOf({ perUnit, interval, weighting, n }: Rate): NonNullable<BucketLedger["quota"]> {
  return { size: 1 / perUnit, interval: { from: 1 / interval.to, to: 1 / interval.from }, weighting, n };
}
