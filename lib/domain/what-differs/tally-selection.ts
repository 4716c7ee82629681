import {
  addSession,
  addValue,
  designEffect,
  NO_SESSIONS,
  NO_VALUES,
  type ValueSums,
  wholeSessionDesignEffect,
} from "./design-effect.ts";
import type { SelectionTally, SessionCell } from "./selection-tally.ts";

/**
 * Counts round trips by the values of each dimension, and measures by how much they count as fewer for each value,
 * clumped in sessions as they are. Cells may come in any order, and those of a session in any number.
 */
export function tallySelection(cells: readonly SessionCell[], dimensions: readonly string[]): SelectionTally {
  const sessions = Map.groupBy(
    cells.filter(({ selected, rest }) => selected + rest > 0),
    ({ session }) => session,
  );
  const tallies = dimensions.map((dimension) => ({ dimension, values: new Map<string | null, Growing>() }));
  let all = NO_SESSIONS;
  let [selectedSessions, restSessions] = [0, 0];
  for (const session of sessions.values()) {
    const s = session.reduce((sum, { selected }) => sum + selected, 0);
    const n = session.reduce((sum, { rest }) => sum + rest, s);
    all = addSession(all, { n, s });
    if (s > 0) selectedSessions += 1;
    if (s < n) restSessions += 1;
    for (const { dimension, values } of tallies) {
      for (const [value, { v, a }] of countValues(session, dimension)) {
        const grown = values.get(value) ?? { sums: NO_VALUES, selectedSessions: 0 };
        values.set(value, {
          sums: addValue(grown.sums, { n, s, v, a }),
          selectedSessions: grown.selectedSessions + (a > 0 ? 1 : 0),
        });
      }
    }
  }
  return {
    selected: all.s,
    rest: all.n - all.s,
    selectedSessions,
    restSessions,
    effectiveSessions: all.n > 0 ? all.n ** 2 / all.nn : 0,
    designEffect: wholeSessionDesignEffect(all),
    dimensions: tallies.map(({ dimension, values }) => ({
      dimension,
      values: [...values].map(([value, grown]) => ({
        value,
        selected: grown.sums.a,
        rest: grown.sums.v - grown.sums.a,
        selectedSessions: grown.selectedSessions,
        sessions: grown.sums.sessions,
        designEffect: designEffect(all, grown.sums),
      })),
    })),
  };
}

interface Growing {
  readonly sums: ValueSums;
  readonly selectedSessions: number;
}

/** How many round trips of a session have a value (v), and how many of those are selected (a). */
function countValues(session: readonly SessionCell[], dimension: string) {
  const counts = new Map<string | null, { v: number; a: number }>();
  for (const { values, selected, rest } of session) {
    const value = values[dimension] ?? null;
    const known = counts.get(value) ?? { v: 0, a: 0 };
    counts.set(value, { v: known.v + selected + rest, a: known.a + selected });
  }
  return counts;
}
