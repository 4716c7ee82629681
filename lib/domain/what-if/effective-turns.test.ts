import { expect, test } from "vitest";
import { effectiveTurns } from "./effective-turns.ts";
import { indexSessions } from "./weigh-sessions.ts";

/** 40 turns, of which those of every second session (of four turns) or every second turn are long. */
const turns = Array.from({ length: 40 }, (_, turn) => turn);
const sessions = indexSessions(turns.map((turn) => turn >> 2));

test("turns of which each session has its own speed count as one of each session", () => {
  const durations = Float64Array.from(turns, (turn) => (turn >> 2) % 2);
  expect(effectiveTurns(durations, sessions, 0.5)).toBeCloseTo(10);
});

test("turns that differ within each session as among all count in full, and no more often than there are", () => {
  const durations = Float64Array.from(turns, (turn) => turn % 2);
  expect(effectiveTurns(durations, sessions, 0.5)).toBe(40);
  expect(effectiveTurns(durations, sessions, 2)).toBe(40);
});

test("several draws of the same turns are no more turns", () => {
  const once = turns.map((turn) => (turn >> 2) % 2);
  expect(effectiveTurns(Float64Array.from([...once, ...once]), sessions, 0.5)).toBeCloseTo(10);
});
