import { PHASES } from "#lib/domain/phase.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { PhaseShare } from "./describe-turn.ts";

/** Where the wall clock of many turns went. */
export interface WaitSummary {
  /** Turns, however they ended. */
  readonly turns: number;
  /** Their wall clock together, in ms. */
  readonly durationMs: number;
  /** In the order of PHASES; they sum to `durationMs`. */
  readonly phases: readonly PhaseShare[];
}

/** Sums up the turns that started within the window. */
export async function summariseWait(window: TimeWindow, database = sharedDatabase()): Promise<WaitSummary> {
  const [all] = await findTurnFigures(database, {
    window,
    filters: {},
    by: [],
    groupOf: () => "all",
    intervalMs: null,
    durations: false,
  });
  return {
    turns: all?.sums.counts.n ?? 0,
    durationMs: all?.sums.counts.durationMs ?? 0,
    phases: PHASES.map((phase) => ({ phase, ms: all?.sums.phases[phase] ?? 0 })),
  };
}
