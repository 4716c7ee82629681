/** How many groups are told apart; the rest are told together. */
export const MOST_GROUPS = 12;

/** Stands for all groups beyond those that are told apart. */
export const OTHER_GROUPS = "other";

/** Which groups are told apart. */
export interface LeadingGroups {
  /** A group's own name, or OTHER_GROUPS. */
  readonly nameOf: (group: string) => string;
  /** How many groups OTHER_GROUPS stands for. */
  readonly others: number;
}

/** Which groups are wanted apart, whatever their counts. */
export type WantsGroup = (group: string) => boolean;

/** Tells apart the groups that are wanted, else those with the greatest counts, at most MOST_GROUPS; of equal ones the first by name. */
export function leadGroups(counts: ReadonlyMap<string, number>, wants?: WantsGroup): LeadingGroups {
  const leading = new Set(wants ? [...counts.keys()].filter(wants) : greatest(counts));
  return {
    nameOf: (group) => (leading.has(group) ? group : OTHER_GROUPS),
    others: counts.size - leading.size,
  };
}

function greatest(counts: ReadonlyMap<string, number>): readonly string[] {
  const sorted = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return sorted.slice(0, MOST_GROUPS).map(([group]) => group);
}
