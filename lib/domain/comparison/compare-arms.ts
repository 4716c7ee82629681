import { chanceLower } from "./chance-lower.ts";
import type { ComparableTrip } from "./comparable-trip.ts";
import type { Comparison, Doubt, Estimate, QuantileRatio, Ratio, Reversal } from "./comparison.ts";
import { type LaidOutArms, layOutArms } from "./lay-out-arms.ts";
import { matchCells } from "./match-cells.ts";
import { quantileRatios, type RatioWithLogs, SHARES } from "./quantile-ratios.ts";
import { hasEnoughSessions, ratioInterval } from "./ratio-interval.ts";
import { type Replicates, resampleSessions } from "./resample-sessions.ts";
import { rawSample } from "./sample.ts";
import { type WeighedArms, weighArms } from "./weigh-arms.ts";

/** With so many, chance moves a standard error by 3.5 %, which costs intervals less than 0.1 % of their coverage. */
const REPLICATES = 400;

/** Below this share of either arm, what matches says too little about the arm. */
const LEAST_OVERLAP = 0.2;

/**
 * Holds the values of B against those of A: of all round trips, and of both weighed to the same mix of work. The same
 * for the same round trips in any order. Values that are negative or no finite numbers are left out.
 */
export function compareArms(a: readonly ComparableTrip[], b: readonly ComparableTrip[]): Comparison {
  const laidOut = layOutArms([a, b]);
  const cells = matchCells(laidOut);
  const raw = weighArms(rawSample(laidOut.arms, laidOut.sessions), SHARES);
  const matched = weighArms(cells.sample, SHARES);
  const [rawReplicates = null, matchedReplicates = null] = replicatesOf([raw, matched], laidOut);
  const rawRatios = raw && quantileRatios(raw, rawReplicates);
  const matchedRatios = matched && quantileRatios(matched, matchedReplicates);
  const shownRaw = raw && rawRatios && estimateOf(raw, rawRatios);
  const shownMatched = matched && matchedRatios && estimateOf(matched, matchedRatios);
  const overlap = { a: cells.overlap[0], b: cells.overlap[1] };
  const doubt = doubtOf(shownMatched, Math.min(overlap.a, overlap.b));
  return {
    verdict: doubt === null ? (shownMatched?.p50?.verdict ?? "notDecisive") : "notDecisive",
    doubt,
    raw: shownRaw,
    matched: shownMatched,
    overlap,
    cells: cells.sample.cells,
    hoursPerBlock: cells.hoursPerBlock,
    sharedSessions: sharedSessionsOf(raw),
    mix: mixOf(rawRatios?.[MEDIAN] ?? null, matchedRatios?.[MEDIAN] ?? null),
    reversals: {
      p50: reversalOf(shownRaw?.p50, shownMatched?.p50),
      p95: reversalOf(shownRaw?.p95, shownMatched?.p95),
      p99: reversalOf(shownRaw?.p99, shownMatched?.p99),
    },
  };
}

const MEDIAN = SHARES.indexOf(0.5);

/** Of samples with enough sessions, all from the same draws, so that their ratios can be held against each other. */
function replicatesOf(
  samples: readonly (WeighedArms | null)[],
  { sessions, seed }: LaidOutArms,
): readonly (Replicates | null)[] {
  const enough = samples.map((weighed) => (weighed !== null && hasEnoughSessions(weighed) ? weighed : null));
  const drawn = resampleSessions(
    enough.flatMap((weighed) => {
      if (weighed === null) return [];
      const [a, b] = weighed.arms;
      return { sample: weighed.sample, positions: [a.positions, b.positions] as const };
    }),
    sessions,
    REPLICATES,
    seed,
  ).values();
  return enough.map((weighed) => (weighed === null ? null : (drawn.next().value ?? null)));
}

function estimateOf(weighed: WeighedArms, ratios: readonly (RatioWithLogs | null)[]): Estimate {
  const [a, b] = weighed.arms;
  const at = (share: (typeof SHARES)[number]): QuantileRatio | null =>
    ratios[SHARES.indexOf(share)]?.shown ?? null;
  return {
    n: { a: a.n, b: b.n },
    sessions: { a: a.sessions, b: b.sessions },
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    deciles: SHARES.filter((share) => share <= 0.9).map(at),
    chanceALower: chanceLower(weighed, at(0.5)?.interval ? (ratios[MEDIAN]?.degrees ?? null) : null),
  };
}

function doubtOf(matched: Estimate | null, overlap: number): Doubt | null {
  if (matched === null) return "noOverlap";
  if (overlap < LEAST_OVERLAP) return "littleOverlap";
  if (matched.p50 === null) return "noRatio";
  if (matched.p50.interval === null) return "tooFewSessions";
  return matched.p50.verdict === "notDecisive" ? "intervalHoldsOne" : null;
}

function mixOf(raw: RatioWithLogs | null, matched: RatioWithLogs | null): Ratio | null {
  if (raw === null || matched === null) return null;
  const ratio = raw.shown.ratio / matched.shown.ratio;
  if (raw.shown.interval === null || matched.shown.interval === null) return { ratio, interval: null };
  const logs = raw.logs.map((log, index) => log - (matched.logs[index] ?? Number.NaN));
  const degrees = Math.min(raw.degrees, matched.degrees);
  return { ratio, interval: ratioInterval(ratio, logs, degrees)?.interval ?? null };
}

function reversalOf(
  raw: QuantileRatio | null | undefined,
  matched: QuantileRatio | null | undefined,
): Reversal | null {
  if (!raw || !matched || Math.log(raw.ratio) * Math.log(matched.ratio) >= 0) return null;
  return {
    rawIsDecisive: raw.verdict !== "notDecisive",
    matchedIsDecisive: matched.verdict !== "notDecisive",
  };
}

function sharedSessionsOf(raw: WeighedArms | null): number {
  if (raw === null) return 0;
  const [a, b] = raw.arms;
  return a.massOf.reduce((sum, mass, session) => sum + (mass > 0 && (b.massOf[session] ?? 0) > 0 ? 1 : 0), 0);
}
