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

/** Tells the groups with the greatest counts apart, at most MOST_GROUPS; of equal ones the first by name. */
export function leadGroups(counts: ReadonlyMap<string, number>): LeadingGroups {
  const sorted = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const leading = new Set(sorted.slice(0, MOST_GROUPS).map(([group]) => group));
  return {
    nameOf: (group) => (leading.has(group) ? group : OTHER_GROUPS),
    others: sorted.length - leading.size,
  };
}
