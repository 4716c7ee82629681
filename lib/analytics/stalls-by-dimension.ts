import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ToldGroup } from "./group-by-dimension.ts";
import { sumByDimension } from "./sum-by-dimension.ts";

/** Of which round trips, and by what. */
export interface StallQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly by: GroupBy;
}

/** How the answers of round trips with one value of a dimension stalled; null where none of them tells. */
export interface ValueStalls extends ToldGroup {
  /** Round trips, however they ended. */
  readonly n: number;
  /** Those that tell their stalls: what was measured at the wire. */
  readonly known: number;
  /** Of the known ones, those with a stall. */
  readonly stalled: number | null;
  /** 0 to 1, of the known ones. */
  readonly stalledShare: number | null;
  /** Stalls of all of them. */
  readonly stalls: number | null;
  /** Their time together. */
  readonly stalledMs: number | null;
  /** Mean over those with a stall; null when there is none. */
  readonly msPerStalled: number | null;
}

/** Answers how often and for how long answers stood still, by any dimension. */
export async function stallsByDimension(
  question: StallQuestion,
  database = sharedDatabase(),
): Promise<readonly ValueStalls[]> {
  const values = await sumByDimension(database, { ...question, figures: [], intervalMs: null, sums: true });
  return values.map(({ value, name, others, n, intervals: [whole] }) => {
    const counts = whole?.sums.counts;
    const known = counts?.stallsKnown ?? 0;
    if (counts === undefined || known === 0) return { value, name, others, n, known, ...UNKNOWN };
    const { stalled, stalls, stalledMs } = counts;
    const msPerStalled = stalled > 0 ? stalledMs / stalled : null;
    return {
      value,
      name,
      others,
      n,
      known,
      stalled,
      stalledShare: stalled / known,
      stalls,
      stalledMs,
      msPerStalled,
    };
  });
}

const UNKNOWN = { stalled: null, stalledShare: null, stalls: null, stalledMs: null, msPerStalled: null };
