import { describe, expect, test } from "vitest";
import type { ComparableTrip } from "./comparable-trip.ts";
import { layOutArms } from "./lay-out-arms.ts";
import { CELL_SUPPORT, matchCells } from "./match-cells.ts";

function trips(
  n: number,
  change: (index: number) => Partial<ComparableTrip>,
  sessions = 10,
  name = "",
): ComparableTrip[] {
  return Array.from({ length: n }, (_, index) => ({
    session: `${name}${index % sessions}`,
    value: 1 + index,
    uncachedInputTokens: 100,
    outputTokens: 100,
    reasoning: true,
    connectionReused: true,
    hour: 0,
    ...change(index),
  }));
}

describe("hours", () => {
  const match = (hourOfA: (index: number) => number, hourOfB: (index: number) => number) =>
    matchCells(
      layOutArms([
        trips(480, (index) => ({ hour: hourOfA(index) })),
        trips(480, (index) => ({ hour: hourOfB(index) })),
      ]),
    );

  test("are told apart one by one where both arms have enough in each", () => {
    const matched = match(
      (index) => index % 24,
      (index) => (index * 5) % 24,
    );
    expect(matched).toMatchObject({ hoursPerBlock: 1, overlap: [1, 1] });
    expect(matched.sample.cells).toBe(24);
  });

  test("are taken together as far as is needed for the arms to meet", () => {
    const matched = match(
      (index) => 3 * (index % 8),
      (index) => 3 * (index % 8) + 1,
    );
    expect(matched).toMatchObject({ hoursPerBlock: 3, overlap: [1, 1] });
    expect(
      match(
        () => 1,
        () => 5,
      ).hoursPerBlock,
    ).toBe(6);
  });

  test("are not told apart when the arms never run at the same time of day", () => {
    expect(
      match(
        () => 3,
        () => 15,
      ),
    ).toMatchObject({ hoursPerBlock: 24, overlap: [1, 1] });
  });
});

describe("a cell", () => {
  const overlapOf = (n: number, sessions: number) =>
    matchCells(
      layOutArms([
        [...trips(n, () => ({ reasoning: null }), sessions), ...trips(100, () => ({}))],
        [...trips(100, () => ({ reasoning: null })), ...trips(100, () => ({}))],
      ]),
    ).overlap;

  test(`is had by an arm with ${CELL_SUPPORT.trips} round trips of ${CELL_SUPPORT.sessions} sessions in it`, () => {
    expect(overlapOf(CELL_SUPPORT.trips, CELL_SUPPORT.sessions)).toEqual([1, 1]);
  });

  test("is not had with fewer of either, and then is of no use to the other arm", () => {
    expect(overlapOf(CELL_SUPPORT.trips - 1, 4)).toEqual([100 / 104, 0.5]);
    expect(overlapOf(40, CELL_SUPPORT.sessions - 1)).toEqual([100 / 140, 0.5]);
  });
});
