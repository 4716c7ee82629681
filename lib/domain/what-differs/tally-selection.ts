import {
  addSession,
  addValue,
  designEffect,
  noSessions,
  noValues,
  type SessionSums,
  type ValueSums,
  wholeSessionDesignEffect,
} from "./design-effect.ts";
import type { SelectionTally, SessionCell, ValueTally } from "./selection-tally.ts";

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
  const all = noSessions();
  let [selectedSessions, restSessions] = [0, 0];
  for (const session of sessions.values()) {
    const s = session.reduce((sum, { selected }) => sum + selected, 0);
    const n = session.reduce((sum, { rest }) => sum + rest, s);
    addSession(all, n, s);
    if (s > 0) selectedSessions += 1;
    if (s < n) restSessions += 1;
    for (const { dimension, values } of tallies) addCells(values, dimension, session, n, s);
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
      values: [...values.values()].map((value) => settle(value, all)),
    })),
  };
}

interface Growing {
  readonly value: string | null;
  readonly sums: ValueSums;
  selectedSessions: number;
  /** Of the session that is being counted: round trips with the value, and the selected ones of those. */
  v: number;
  a: number;
}

function addCells(
  values: Map<string | null, Growing>,
  dimension: string,
  session: readonly SessionCell[],
  n: number,
  s: number,
): void {
  const touched: Growing[] = [];
  for (const cell of session) {
    const value = cell.values[dimension] ?? null;
    let growing = values.get(value);
    if (growing === undefined) {
      growing = { value, sums: noValues(), selectedSessions: 0, v: 0, a: 0 };
      values.set(value, growing);
    }
    if (growing.v === 0) touched.push(growing);
    growing.v += cell.selected + cell.rest;
    growing.a += cell.selected;
  }
  for (const growing of touched) {
    addValue(growing.sums, n, s, growing.v, growing.a);
    if (growing.a > 0) growing.selectedSessions += 1;
    growing.v = 0;
    growing.a = 0;
  }
}

function settle({ value, sums, selectedSessions }: Growing, all: SessionSums): ValueTally {
  return {
    value,
    selected: sums.a,
    rest: sums.v - sums.a,
    selectedSessions,
    sessions: sums.sessions,
    designEffect: designEffect(all, sums),
  };
}
