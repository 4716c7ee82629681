import { CUTS, chooseCut } from "#lib/domain/figures/cut.ts";
import { leadGroups, OTHER_GROUPS, type WantsGroup } from "#lib/domain/figures/lead-groups.ts";
import type { Database } from "../database.ts";
import { filteredBy } from "../round-trip-conditions.ts";
import { addUpFigures, type FigureQuestion, findFigures, type GroupSums } from "./find-figures.ts";
import { inSnapshot } from "./in-snapshot.ts";

/** What to add up, and which groups to tell apart; left out, those with the most round trips. */
export interface LeadQuestion extends FigureQuestion {
  readonly wants: WantsGroup | undefined;
}

/** The leading groups apart, and the rest together. */
export interface LeadFigures {
  /** The rest is the group OTHER_GROUPS. */
  readonly groups: readonly GroupSums[];
  /** How many groups the rest stands for. */
  readonly others: number;
}

/**
 * Adds up as `findFigures` does, but tells only the leading groups apart. The rest is what is left of all: the
 * histograms of hundreds of groups that nobody sees are not read.
 */
export function findLeadFigures(database: Database, question: LeadQuestion): Promise<LeadFigures> {
  const { groupOf, selection, wants } = question;
  // Few model variants, so that all can be read and told apart afterwards.
  if (question.by.length === 0)
    return findFigures(database, question).then((found) => mergeOthers(found, wants));
  return inSnapshot(database, async (transaction) => {
    const counts = await addUpFigures(transaction, { ...question, figures: [], intervalMs: null });
    const { nameOf, others } = leadGroups(
      new Map(counts.map(({ group, sums }) => [group, sums.counts.n])),
      wants,
    );
    const isRolledUp = chooseCut(CUTS, [...question.by, ...filteredBy(selection.filters)]) !== null;
    if (others === 0 || !isRolledUp) {
      const groups = await addUpFigures(transaction, {
        ...question,
        groupOf: (values) => named(nameOf, groupOf(values)),
      });
      return { groups, others };
    }
    const lead = await addUpFigures(transaction, {
      ...question,
      groupOf: (values) => {
        const group = groupOf(values);
        return group === null || nameOf(group) === OTHER_GROUPS ? null : group;
      },
    });
    const all = await addUpFigures(transaction, { ...question, by: [], groupOf: () => OTHER_GROUPS });
    const rest = new Map(all.map((one) => [one.atMs, one]));
    for (const { atMs, sums } of lead) rest.get(atMs)?.sums.subtract(sums);
    return { groups: [...lead, ...rest.values()].filter(({ sums }) => sums.counts.n > 0), others };
  });
}

function mergeOthers(groups: readonly GroupSums[], wants: WantsGroup | undefined): LeadFigures {
  const counts = new Map<string, number>();
  for (const { group, sums } of groups) counts.set(group, (counts.get(group) ?? 0) + sums.counts.n);
  const { nameOf, others } = leadGroups(counts, wants);
  const merged = new Map<string, GroupSums>();
  for (const { group, atMs, sums } of groups) {
    const name = nameOf(group);
    const place = `${atMs}/${name}`;
    const known = merged.get(place);
    if (known === undefined) merged.set(place, { group: name, atMs, sums });
    else known.sums.add(sums);
  }
  return { groups: [...merged.values()], others };
}

function named(nameOf: (group: string) => string, group: string | null): string | null {
  return group === null ? null : nameOf(group);
}
