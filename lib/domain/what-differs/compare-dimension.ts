import { compareShares, type ShareComparison } from "./compare-shares.ts";
import type { DimensionTally, SelectionTally, ValueTally } from "./selection-tally.ts";
import type { Skipped } from "./what-differs.ts";

/** How a value differs, before anybody knows how much else was tested. */
export interface TestedValue extends ShareComparison {
  readonly value: string | null;
  /** Selected round trips that have it. */
  readonly selected: number;
  /** Others that have it. */
  readonly rest: number;
  /** Sessions with a selected round trip that has it. */
  readonly selectedSessions: number;
  /** By how much its round trips count as fewer, clustered in sessions as they are. */
  readonly designEffect: number;
  /**
   * Whether its counts can carry a finding. Where the selection has more of it: 5 selected round trips of 3 sessions;
   * where it has less: as many as 5 independent ones expected by chance.
   */
  readonly supported: boolean;
}

const FEWEST_ROUND_TRIPS = 5;
const FEWEST_SESSIONS = 3;

/**
 * Compares the values that are frequent enough in selection and rest together. They are chosen by what the selection has no
 * influence on: to choose those of which it has many would be to test the others without counting it.
 */
export function compareDimension(
  { values }: DimensionTally,
  { selected, rest, effectiveSessions }: Pick<SelectionTally, "selected" | "rest" | "effectiveSessions">,
): readonly TestedValue[] | Skipped {
  const seen = values.filter((value) => value.selected + value.rest > 0);
  if (seen.length <= 1) return "oneValue";
  const frequent = seen.filter(isFrequent);
  if (frequent.length === 0 || selected === 0 || rest === 0) return "noSupport";
  const tested = frequent.flatMap(({ sessions: _sessions, designEffect, ...value }) => {
    if (designEffect === null) return [];
    const counts = { selected: value.selected, rest: value.rest, allSelected: selected, allRest: rest };
    const comparison = compareShares(counts, { designEffect, effectiveSessions });
    const expected = ((value.selected + value.rest) * selected) / (selected + rest) / designEffect;
    const supported =
      comparison.difference > 0
        ? value.selected >= FEWEST_ROUND_TRIPS && value.selectedSessions >= FEWEST_SESSIONS
        : expected >= FEWEST_ROUND_TRIPS;
    return [{ ...comparison, ...value, designEffect, supported }];
  });
  return tested.length === 0 ? "unknownSessions" : tested;
}

function isFrequent({ selected, rest, sessions }: ValueTally): boolean {
  return selected + rest >= FEWEST_ROUND_TRIPS && sessions >= FEWEST_SESSIONS;
}
