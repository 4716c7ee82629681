import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ToldGroup } from "./group-by-dimension.ts";
import { sumTurnsByDimension, type TurnQuestion } from "./sum-turns-by-dimension.ts";

/** How much of the wait one phase is. */
export interface PhaseOfWait {
  readonly phase: Phase;
  /** In all turns together. */
  readonly ms: number;
  /** Mean over the turns. */
  readonly msPerTurn: number;
  /** Of the wall clock of all turns, 0 to 1; null when that is 0. */
  readonly share: number | null;
}

/** Where the wall clock of the turns with one value of a dimension went. */
export interface ValueWait extends ToldGroup {
  /** Turns, however they ended. */
  readonly n: number;
  readonly complete: number;
  /** Their wall clock together. */
  readonly totalMs: number;
  /** Mean over the turns. */
  readonly msPerTurn: number;
  /** Of the durations of complete turns, in ms. */
  readonly durationMs: Quantiles;
  /** In the order of PHASES; their ms sum to `totalMs`. */
  readonly phases: readonly PhaseOfWait[];
}

/**
 * Answers where the wait of the turns that began in a window went, by who ran them or by the model variant of most of
 * their round trips.
 */
export async function waitByDimension(
  question: TurnQuestion,
  database = sharedDatabase(),
): Promise<readonly ValueWait[]> {
  const values = await sumTurnsByDimension(database, question);
  return values.map(({ value, name, others, sums }) => {
    const { n, complete, durationMs: totalMs } = sums.counts;
    return {
      value,
      name,
      others,
      n,
      complete,
      totalMs,
      msPerTurn: totalMs / n,
      durationMs: knowableHistogramQuantiles(sums.durations),
      phases: PHASES.map((phase) => {
        const ms = sums.phases[phase];
        return { phase, ms, msPerTurn: ms / n, share: totalMs > 0 ? ms / totalMs : null };
      }),
    };
  });
}
