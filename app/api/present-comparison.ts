import type { ComparedGroup, GroupComparison } from "#lib/analytics/compare-groups.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { roundShare } from "#lib/analytics/round-share.ts";
import type { ByArm, Estimate, Interval, QuantileRatio, Ratio } from "#lib/domain/comparison/comparison.ts";
import { presentQuantiles } from "./present-quantiles.ts";

/** A comparison as answers carry it. */
export function presentComparison({ groups, comparison }: GroupComparison) {
  const { raw, matched, overlap, mix, ...rest } = comparison;
  return {
    a: presentGroup(groups.a),
    b: presentGroup(groups.b),
    ...rest,
    overlap: byArm(overlap, roundShare),
    raw: raw && presentEstimate(raw),
    matched: matched && presentEstimate(matched),
    mix: mix && presentRatio(mix),
  };
}

function presentGroup({ value, name, quantiles, compared }: ComparedGroup) {
  return { value, name, ...presentQuantiles(quantiles), compared };
}

function presentEstimate({ n, sessions, p50, p95, p99, deciles, chanceALower }: Estimate) {
  return {
    n,
    sessions,
    p50: p50 && presentQuantileRatio(p50),
    p95: p95 && presentQuantileRatio(p95),
    p99: p99 && presentQuantileRatio(p99),
    deciles: deciles.map((decile) => decile && presentQuantileRatio(decile)),
    chanceALower: {
      value: roundShare(chanceALower.value),
      interval: presentInterval(chanceALower.interval, roundShare),
    },
  };
}

function presentQuantileRatio(ratio: QuantileRatio) {
  return {
    share: ratio.share,
    ...presentRatio(ratio),
    quantiles: byArm(ratio.quantiles, roundFigure),
    effectiveN: byArm(ratio.effectiveN, Math.round),
    smallestDetectableRatio: ratio.smallestDetectableRatio && roundShare(ratio.smallestDetectableRatio),
    verdict: ratio.verdict,
  };
}

function presentRatio({ ratio, interval }: Ratio) {
  return { ratio: roundShare(ratio), interval: presentInterval(interval, roundShare) };
}

function presentInterval(interval: Interval | null, round: (value: number) => number | null) {
  return interval && { from: round(interval.from), to: round(interval.to) };
}

function byArm<T>({ a, b }: ByArm<number>, present: (value: number) => T): ByArm<T> {
  return { a: present(a), b: present(b) };
}
