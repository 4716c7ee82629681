import { chooseCut, TURN_CUTS, type TurnCut } from "#lib/domain/figures/cut.ts";
import { planStretches } from "#lib/domain/figures/plan-stretches.ts";
import type { Database } from "../database.ts";
import { filteredBy } from "../round-trip-conditions.ts";
import { addTurnFacts, addTurnRollUps } from "./add-turns.ts";
import { findStaleRollUps } from "./find-stale.ts";
import { findTurnKeys } from "./find-turn-keys.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { TurnGroups } from "./turn-groups.ts";
import { dimensionsOf, isCallDetail, type TurnGroupSums, type TurnQuestion } from "./turn-question.ts";
import { windowOfAll } from "./window-of-all.ts";

/** Adds up turns by groups, as `findFigures` does round trips. Only dimensions that turns have themselves can be filtered by. */
export async function findTurnFigures(
  database: Database,
  question: TurnQuestion,
): Promise<readonly TurnGroupSums[]> {
  const groups = new TurnGroups(question);
  const cut = chooseTurnCut(question);
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

/** The cut with the fewest pieces that tells what is asked; null when none does. */
function chooseTurnCut(question: TurnQuestion): TurnCut | null {
  const asked = [...dimensionsOf(question), ...filteredBy(question.filters)];
  if (question.by.includes("routes")) return chooseCut({ calls: TURN_CUTS.calls }, asked);
  const { all, who, calls, ...ofKinds } = TURN_CUTS;
  if (question.by.some(isCallDetail)) return chooseCut(ofKinds, asked);
  const chosen = chooseCut({ all, ...ofKinds }, asked);
  return chosen === "person" ? "who" : chosen;
}
