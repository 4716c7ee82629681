import type {
  DimensionDifference,
  Finding,
  MeasureDifference,
  MeasureFinding,
  ValueFinding,
} from "./what-differs.ts";

/** What to say of each dimension and measure that differs, the strongest first. */
export function listFindings(
  dimensions: readonly DimensionDifference[],
  measures: readonly MeasureDifference[],
): readonly Finding[] {
  const values = dimensions.flatMap((dimension) =>
    dimension.foldedUnder === null ? valueFinding(dimension, dimensions) : [],
  );
  return [...values, ...measures.flatMap(measureFinding)].toSorted((a, b) => b.strength - a.strength);
}

function valueFinding(
  { dimension, values }: DimensionDifference,
  all: readonly DimensionDifference[],
): readonly ValueFinding[] {
  const first = values[0];
  if (first === undefined || !first.isFinding || first.q === null) return [];
  const { value, shareInSelection, shareInRest, lift, selected, selectedSessions, strength, q } = first;
  const also = all.flatMap(({ foldedUnder, dimension: other, values: [same] }) =>
    foldedUnder === dimension && same !== undefined ? [{ dimension: other, value: same.value }] : [],
  );
  const direction = first.z > 0 ? "more" : "less";
  const shares = { shareInSelection, shareInRest, lift, strength, q };
  return [{ kind: "value", dimension, value, direction, ...shares, selected, selectedSessions, also }];
}

function measureFinding(difference: MeasureDifference): readonly MeasureFinding[] {
  if (!difference.isFinding || difference.q === null) return [];
  const { measure, direction, threshold, shareInSelection, shareInRest, lift, strength, q } = difference;
  return [
    { kind: "measure", measure, direction, threshold, shareInSelection, shareInRest, lift, strength, q },
  ];
}
