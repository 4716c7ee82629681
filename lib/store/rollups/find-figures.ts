import { CUTS, type CutDimension, chooseCut } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { planStretches } from "#lib/domain/figures/plan-stretches.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { filteredBy, type RoundTripSelection } from "../round-trip-conditions.ts";
import { addFactSums } from "./add-fact-sums.ts";
import { addRollUps } from "./add-roll-ups.ts";
import { findFigureKeys } from "./find-keys.ts";
import { findStaleRollUps } from "./find-stale.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { windowOfAll } from "./window-of-all.ts";

/** What groups of round trips have in common: the model variant, and the dimensions that were asked for. */
export interface GroupValues extends Readonly<Partial<Record<CutDimension, string | null>>> {
  readonly variantId: number;
}

/** What to add up. */
export interface FigureQuestion {
  readonly selection: RoundTripSelection;
  readonly figures: readonly Figure[];
  /** Dimensions, besides those of the model variant, whose values `groupOf` wants to see. */
  readonly by: readonly CutDimension[];
  /** The group of round trips that have these values; null leaves them out. */
  readonly groupOf: (values: GroupValues) => string | null;
  /** Adds up by intervals of this length, in ms, counted from the epoch; null for the window as a whole. */
  readonly intervalMs: number | null;
  /** Whether attempts, stalls and tokens are added up too; else they are 0. */
  readonly sums?: boolean;
}

/** Sums of one group, over one interval or the window as a whole. */
export interface GroupSums {
  readonly group: string;
  /** Unix ms at which the interval begins; null for the window as a whole. */
  readonly atMs: number | null;
  readonly sums: FigureSums;
}

/**
 * Adds up the selected round trips by groups: what is rolled up from roll-ups, the rest from the facts, all from one
 * snapshot, so that every round trip counts exactly once. Groups and intervals without a round trip are left out.
 */
export function findFigures(database: Database, question: FigureQuestion): Promise<readonly GroupSums[]> {
  return inSnapshot(database, (transaction) => addUpFigures(transaction, question));
}

/** The same within a snapshot that others share. */
export async function addUpFigures(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  question: FigureQuestion,
): Promise<readonly GroupSums[]> {
  const { selection, by, intervalMs } = question;
  const groups = new Groups();
  const cut = chooseCut(CUTS, [...by, ...filteredBy(selection.filters)]);
  const window = selection.window ?? (await windowOfAll(transaction));
  if (cut === null) {
    await addFactSums(transaction, question, [window], groups);
    return groups.all();
  }
  const plan = planStretches(window, intervalMs, await findStaleRollUps(transaction, window));
  if (plan.days.length + plan.hours.length > 0) {
    const keys = await findFigureKeys(transaction, cut, selection.variantIds, selection.filters);
    await addRollUps(transaction, "daily", question, plan.days, keys, groups);
    await addRollUps(transaction, "hourly", question, plan.hours, keys, groups);
  }
  await addFactSums(transaction, question, plan.facts, groups);
  return groups.all();
}

/** Sums by group and interval, as they come. */
export class Groups {
  readonly #sums = new Map<string, GroupSums>();

  /** The sums of a group in an interval. */
  of(group: string, atMs: number | null): FigureSums {
    const place = `${atMs}/${group}`;
    const known = this.#sums.get(place) ?? { group, atMs, sums: new FigureSums() };
    this.#sums.set(place, known);
    return known.sums;
  }

  all(): readonly GroupSums[] {
    return [...this.#sums.values()].filter(({ sums }) => sums.counts.n > 0);
  }
}
