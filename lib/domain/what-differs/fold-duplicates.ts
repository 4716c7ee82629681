import { cramersV, type JointCount } from "./joint-counts.ts";
import type { DimensionDifference } from "./what-differs.ts";

/** Above this, two dimensions are as good as one. */
const SAME_DIMENSION = 0.95;
/** And so are two values when so much of the rarer one has the other. */
const SAME_ROUND_TRIPS = 0.95;

/**
 * Folds each dimension that differs under the strongest one that says the same: Cramér's V above 0.95, and behind the
 * first values of both the same round trips. (A team follows from the person, and yet one team and a person of another may
 * both be findings.) `jointOf` is asked only for pairs that matter; null means unknown, so that nothing is folded.
 * @param dimensions the strongest first
 */
export function foldDuplicates(
  dimensions: readonly DimensionDifference[],
  jointOf: (one: string, other: string) => readonly JointCount[] | null,
): readonly DimensionDifference[] {
  const kept: DimensionDifference[] = [];
  return dimensions.map((dimension) => {
    if (!dimension.differs) return dimension;
    const stronger = kept.find((one) => saysTheSame(one, dimension, jointOf));
    if (stronger !== undefined) return { ...dimension, foldedUnder: stronger.dimension };
    kept.push(dimension);
    return dimension;
  });
}

function saysTheSame(
  stronger: DimensionDifference,
  weaker: DimensionDifference,
  jointOf: (one: string, other: string) => readonly JointCount[] | null,
): boolean {
  const [first, second] = [stronger.values[0], weaker.values[0]];
  if (first === undefined || second === undefined || first.z > 0 !== second.z > 0) return false;
  const joint = jointOf(stronger.dimension, weaker.dimension);
  if (joint === null) return false;
  const both = joint.find(({ one, other }) => one === first.value && other === second.value)?.n ?? 0;
  const rarer = Math.min(first.selected + first.rest, second.selected + second.rest);
  return both >= SAME_ROUND_TRIPS * rarer && cramersV(joint) > SAME_DIMENSION;
}
