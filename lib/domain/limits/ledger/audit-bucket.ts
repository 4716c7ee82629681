import type { BucketLedger, LedgerFlag } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import { CHARGE_MOMENTS } from "./charge-moment.ts";
import { chargeSums } from "./charge-sums.ts";
import { chargesBetween } from "./charges-between.ts";
import type { Jump } from "./find-jumps.ts";
import type { Rate } from "./fit-rate.ts";
import { isByOthers, judgeJump } from "./judge-jump.ts";
import { type LearnOptions, learnCharges } from "./learn-charges.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { ledgerEntries } from "./ledger-entries.ts";
import type { LedgerPoint } from "./ledger-point.ts";
import { ledgerResolution } from "./ledger-resolution.ts";
import { priceCalls } from "./price-calls.ts";
import { type UnknownUse, unknownUse } from "./unknown-use.ts";
import { totalMovement, type UsageTrack, usageTrack } from "./usage-track.ts";

export interface AuditOptions extends LearnOptions {
  /** Length of its window; null when nobody says. */
  readonly windowMinutes: number | null;
  /** Calls of the same account that should not count here; where they seem to, they are charged elsewhere. */
  readonly otherCalls?: readonly LedgerCall[];
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
  const fitted = track.refills ? null : learnCharges(track, calls, options);
  const totals = { observed: totalMovement(track), calls: calls.length };
  if (fitted === null) {
    const charges = priceCalls(calls, [], CHARGE_MOMENTS);
    const sums = chargeSums(track.times, charges);
    const entries = ledgerEntries(track, { sums, charges, flags: [], isPriced: false });
    return {
      state: track.refills ? "refills" : "tooFewSteps",
      entries,
      quota: null,
      weightings: [],
      resolution: { notCharged: null, chargedTwice: null },
      totals: { ...totals, unexplained: unknownUse(track, sums, sums).moved },
    };
  }
  const { rates, charges, sums, jumps, moments } = fitted;
  const others = priceCalls(options.otherCalls ?? [], rates, moments);
  const { moved, ...quiet } = unknownUse(track, sums, chargeSums(track.times, others));
  const found = placeJumps(track, jumps, charges, others);
  const byOthers = found.filter(({ jump, own, others: strange }) => isByOthers(jump, own, strange));
  const unknown = { ...quiet, sizes: [...quiet.sizes, ...byOthers.map(({ jump }) => jump.amount)] };
  const flags = judgeJumps(found, { charges, others, unknown });
  const rate = rates[0];
  return {
    state: "audited",
    entries: ledgerEntries(track, { sums, charges, flags, isPriced: true }),
    quota: rate === undefined ? null : quotaOf(rate),
    weightings: rates.map(({ weighting }) => weighting),
    resolution: ledgerResolution(track, sums, charges, unknown),
    totals: { ...totals, unexplained: moved },
  };
}

/** A jump with the charges that may lie in it. */
interface PlacedJump {
  readonly jump: Jump;
  readonly fromMs: number;
  readonly toMs: number;
  readonly own: readonly Charge[];
  readonly others: readonly Charge[];
}

function placeJumps(
  { times }: UsageTrack,
  jumps: readonly Jump[],
  own: readonly Charge[],
  others: readonly Charge[],
): readonly PlacedJump[] {
  const ownBetween = chargesBetween(own);
  const othersBetween = chargesBetween(others);
  return jumps.map((jump) => {
    const [fromMs, toMs] = [times[jump.from] ?? 0, times[jump.to] ?? 0];
    return { jump, fromMs, toMs, own: ownBetween(fromMs, toMs), others: othersBetween(fromMs, toMs) };
  });
}

function judgeJumps(
  jumps: readonly PlacedJump[],
  known: {
    readonly charges: readonly Charge[];
    readonly others: readonly Charge[];
    readonly unknown: UnknownUse;
  },
): LedgerFlag[] {
  return jumps.flatMap(({ jump, ...place }) => {
    const isOccasion = ({ most }: Charge) => most >= jump.amount.from;
    const flag = judgeJump(jump, {
      ...place,
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
