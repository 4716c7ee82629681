import type { ComparableTrip } from "./comparable-trip.ts";

/** Where the bins of uncached input tokens begin: < 1,000, to 4,000, to 16,000, to 64,000, and beyond. */
export const INPUT_EDGES = [1_000, 4_000, 16_000, 64_000] as const;

/** Where the bins of output tokens begin: < 50, to 200, to 800, and beyond. */
export const OUTPUT_EDGES = [50, 200, 800] as const;

const INPUT_BINS = INPUT_EDGES.length + 2;
const OUTPUT_BINS = OUTPUT_EDGES.length + 2;

/** How many kinds of work there are. */
export const KINDS_OF_WORK = INPUT_BINS * OUTPUT_BINS * 3 * 3;

/**
 * The kind of work, 0 to KINDS_OF_WORK − 1: round trips of one kind are alike in uncached input size, output size,
 * reasoning and connection, each of which may also be alike in being unknown.
 */
export function kindOfWork(trip: ComparableTrip): number {
  const sizes =
    binOf(trip.uncachedInputTokens, INPUT_EDGES) * OUTPUT_BINS + binOf(trip.outputTokens, OUTPUT_EDGES);
  return (sizes * 3 + levelOf(trip.reasoning)) * 3 + levelOf(trip.connectionReused);
}

/** 0 is unknown. */
function binOf(tokens: number | null, edges: readonly number[]): number {
  if (tokens === null) return 0;
  let bin = 1;
  for (const edge of edges) if (tokens >= edge) bin++;
  return bin;
}

function levelOf(state: boolean | null): number {
  return state === null ? 0 : state ? 1 : 2;
}
