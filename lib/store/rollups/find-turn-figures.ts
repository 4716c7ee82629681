import { type CutDimension, chooseCut, TURN_CUTS, type TurnCut } from "#lib/domain/figures/cut.ts";
import { planStretches } from "#lib/domain/figures/plan-stretches.ts";
import type { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Database } from "../database.ts";
import { filteredBy } from "../round-trip-conditions.ts";
import { addTurnFacts, addTurnRollUps } from "./add-turns.ts";
import { findStaleRollUps } from "./find-stale.ts";
import { findTurnKeys } from "./find-turn-keys.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { TurnGroups } from "./turn-groups.ts";
import { windowOfAll } from "./window-of-all.ts";

/** What groups of turns have in common. */
export interface TurnGroupValues extends Readonly<Partial<Record<CutDimension, string | null>>> {
  /** The routes that their round trips took, in the order of `calls`; empty unless they were asked for. */
  readonly routeIds: readonly number[];
  /** The model variant of most of their round trips; null unless it was asked for, or when there is none. */
  readonly mainVariantId: number | null;
}

/** What to add up of turns; they are placed by their start. */
export interface TurnQuestion {
  /** Null for all time. */
  readonly window: TimeWindow | null;
  readonly filters: RoundTripFilters;
  /** Dimensions whose values `groupOf` wants to see; "calls" are the routes and the main variant. */
  readonly by: readonly (CutDimension | "calls")[];
  /** The group of turns that have these values; null leaves them out. */
  readonly groupOf: (values: TurnGroupValues) => string | null;
  /** In ms, counted from the epoch; null for the window as a whole. */
  readonly intervalMs: number | null;
  /** Whether the histogram of durations is asked for: all else of a window is added up where it is. */
  readonly durations: boolean;
}

/** Sums of one group, over one interval or the window as a whole. */
export interface TurnGroupSums {
  readonly group: string;
  readonly atMs: number | null;
  readonly sums: TurnSums;
  /** Sums of those turns apart that took the same routes, by call set; only when "calls" were asked for. */
  readonly callSets: ReadonlyMap<string, { readonly routeIds: readonly number[]; readonly sums: TurnSums }>;
}

/** Adds up turns by groups, as `findFigures` does round trips. Only dimensions that turns have themselves can be filtered by. */
export async function findTurnFigures(
  database: Database,
  question: TurnQuestion,
): Promise<readonly TurnGroupSums[]> {
  const groups = new TurnGroups(question);
  const asked = [...question.by.filter((one) => one !== "calls"), ...filteredBy(question.filters)];
  const cuts = question.by.includes("calls") ? WITH_CALLS : WITHOUT_CALLS;
  const chosen = chooseCut(cuts, asked);
  const cut: TurnCut | null = chosen === "person" && cuts === WITHOUT_CALLS ? "who" : chosen;
  await inSnapshot(database, async (transaction) => {
    const window = question.window ?? (await windowOfAll(transaction));
    if (cut === null) return await addTurnFacts(transaction, question, [window], groups);
    const stale = await findStaleRollUps(transaction, window);
    const plan = planStretches(window, question.intervalMs, stale);
    if (plan.days.length + plan.hours.length > 0) {
      const keys = await findTurnKeys(transaction, cut, question.filters);
      await addTurnRollUps(transaction, "daily", question, plan.days, keys, groups);
      await addTurnRollUps(transaction, "hourly", question, plan.hours, keys, groups);
    }
    await addTurnFacts(transaction, question, plan.facts, groups);
  });
  return groups.all();
}

const { all, who, ...WITH_CALLS } = TURN_CUTS;
/** Those first that do not tell call sets apart, which makes fewer pieces. */
const WITHOUT_CALLS = { all, ...WITH_CALLS, person: who };
