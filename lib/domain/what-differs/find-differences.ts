import { compareDimension } from "./compare-dimension.ts";
import { compareMeasure } from "./compare-measure.ts";
import { controlFalseFindings } from "./control-false-findings.ts";
import { foldDuplicates } from "./fold-duplicates.ts";
import type { JointCount } from "./joint-counts.ts";
import { listFindings } from "./list-findings.ts";
import type { MeasureTally, SelectionTally } from "./selection-tally.ts";
import type {
  DimensionDifference,
  Judged,
  MeasureDifference,
  NoFindings,
  Skipped,
  ValueDifference,
  WhatDiffers,
} from "./what-differs.ts";

/** What the counts of values do not tell. */
export interface DifferenceQuestion {
  /** Numeric measures of the same round trips. */
  readonly measures?: readonly MeasureTally[];
  /** Dimensions and measures that decide what is selected, or that name sessions, turns or round trips. */
  readonly functionsOfSelection?: readonly string[];
  /** Round trips by two dimensions, of selection and rest together; null where unknown. */
  readonly jointOf?: (one: string, other: string) => readonly JointCount[] | null;
}

const FEWEST_ROUND_TRIPS = 10;
const FEWEST_SESSIONS = 5;
const FALSE_FINDINGS = 0.05;
/** What a selection has says more than what it lacks: of two values one is the other's lack. */
const LACK_WEIGHS = 0.8;

/**
 * What selected round trips have in common that the rest has not: values and measures, ranked. Of selections that differ
 * in nothing at most 5 % report a finding. The rest should be what could have been selected: of the same time and kind.
 */
export function findDifferences(tally: SelectionTally, question: DifferenceQuestion = {}): WhatDiffers {
  const { measures = [], functionsOfSelection = [], jointOf = () => null } = question;
  const dropped = new Set(functionsOfSelection);
  const skipped: { name: string; why: Skipped }[] = [];
  const compare = <T>(name: string, comparison: () => T | Skipped): T[] => {
    const compared = dropped.has(name) ? "functionOfSelection" : comparison();
    if (typeof compared !== "string") return [compared];
    skipped.push({ name, why: compared as Skipped });
    return [];
  };
  const gap = tooSmall(tally);
  const testedDimensions = tally.dimensions.flatMap((dimension) =>
    compare(dimension.dimension, () => compareDimension(dimension, tally)).map((values) => ({
      dimension: dimension.dimension,
      values,
    })),
  );
  const testedMeasures = measures.flatMap((measure) =>
    compare(measure.measure, () => compareMeasure(measure, tally)),
  );
  const tested = [...testedDimensions.flatMap(({ values }) => values), ...testedMeasures];
  const judge = judgeAll(gap === null ? tested.filter(({ supported }) => supported) : [], tested.length);

  const dimensions = foldDuplicates(
    testedDimensions
      .map(({ dimension, values }) =>
        describeDimension(
          dimension,
          values.map((value) => ({ ...value, ...judge(value) })),
        ),
      )
      .toSorted((a, b) => Number(b.differs) - Number(a.differs) || b.strength - a.strength),
    jointOf,
  );
  const measured: readonly MeasureDifference[] = testedMeasures
    .map((measure) => ({ ...measure, ...judge(measure) }))
    .toSorted((a, b) => Number(b.isFinding) - Number(a.isFinding) || b.strength - a.strength);
  const findings = listFindings(dimensions, measured);
  return {
    selected: tally.selected,
    rest: tally.rest,
    selectedSessions: tally.selectedSessions,
    restSessions: tally.restSessions,
    findings,
    noFindings:
      findings.length > 0 ? null : (gap ?? (tested.length === 0 ? "nothingToCompare" : "nothingDiffers")),
    dimensions,
    measures: measured,
    skipped,
    tests: tested.length,
  };
}

function tooSmall({ selected, rest, selectedSessions, restSessions }: SelectionTally): NoFindings | null {
  if (selected < FEWEST_ROUND_TRIPS) return "tooFewSelected";
  if (rest < FEWEST_ROUND_TRIPS) return "tooFewRest";
  return Math.min(selectedSessions, restSessions) < FEWEST_SESSIONS ? "tooFewSessions" : null;
}

/** Those without support count among the tests, as ones that found nothing. */
function judgeAll(supported: readonly { readonly p: number }[], tests: number): (one: object) => Judged {
  const qs = controlFalseFindings(
    supported.map(({ p }) => p),
    tests,
  );
  const byTest = new Map<object, number>(supported.map((one, place) => [one, qs[place] ?? 1]));
  return (one) => {
    const q = byTest.get(one) ?? null;
    return { q, isFinding: q !== null && q <= FALSE_FINDINGS };
  };
}

function describeDimension(dimension: string, values: readonly ValueDifference[]): DimensionDifference {
  const weight = ({ z, strength }: ValueDifference) => (z > 0 ? strength : strength * LACK_WEIGHS);
  const sorted = values.toSorted(
    (a, b) =>
      Number(b.isFinding) - Number(a.isFinding) ||
      Number(b.supported) - Number(a.supported) ||
      weight(b) - weight(a) ||
      Math.abs(b.z) - Math.abs(a.z),
  );
  const first = sorted[0];
  return {
    dimension,
    strength: first?.strength ?? 0,
    differs: first?.isFinding ?? false,
    foldedUnder: null,
    values: sorted,
  };
}
