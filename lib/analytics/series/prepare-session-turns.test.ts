import { expect, test } from "vitest";
import type { SessionTurn } from "#lib/analytics/describe-session.ts";
import { prepareSessionTurns } from "./prepare-session-turns.ts";

const turn = (startedAtMs: number, durationMs: number) => ({ startedAtMs, durationMs }) as SessionTurn;

test("each turn is told with the pause before it, and drawn beside the longest", () => {
  const lines = prepareSessionTurns([turn(0, 1_000), turn(3_000, 4_000), turn(7_000, 500)]);
  expect(lines.map(({ number, pauseMs, widthPercent }) => [number, pauseMs, widthPercent])).toEqual([
    [1, null, 25],
    [2, 2_000, 100],
    [3, 0, 12.5],
  ]);
});

test("a turn within another has no pause before it, nor has what follows before both are over", () => {
  const lines = prepareSessionTurns([turn(0, 10_000), turn(1_000, 1_000), turn(9_000, 500), turn(12_000, 0)]);
  expect(lines.map(({ pauseMs }) => pauseMs)).toEqual([null, 0, 0, 2_000]);
});

test("turns of no length are drawn all the same", () => {
  expect(prepareSessionTurns([turn(0, 0)])[0]?.widthPercent).toBe(100);
});
