import { expect, test } from "vitest";
import { ROUND_TRIP, START_MS, TURN } from "#tests/support/described-turn.ts";
import { prepareTurnOverview } from "./prepare-turn-overview.ts";

const PARTS = [
  { number: 1, fromMs: 0, toMs: 600 },
  { number: 2, fromMs: 600, toMs: null },
];

/** The boxes of a path as [x, y, width, height]. */
const boxesOf = (path: string | undefined) =>
  [...(path ?? "").matchAll(/M(\S+) (\S+)h(\S+)v(\S+)h\S+z/g)].map((found) => found.slice(1).map(Number));

const areaOf = (path: string | undefined) =>
  boxesOf(path).reduce((sum, [, , width = 0, height = 0]) => sum + width * height, 0) / 100_000;

test("each phase fills as much of the box as it took of the turn, however many pieces it is of", () => {
  const roundTrips = Array.from({ length: 200 }, (_, index) => ({
    ...ROUND_TRIP,
    id: `r${index}`,
    startedAtMs: START_MS + index * 1_000,
  }));
  const { phases } = prepareTurnOverview({ ...TURN, durationMs: 200_000, roundTrips }, PARTS);
  const areas = Object.fromEntries(phases.map(({ phase, path }) => [phase, areaOf(path)]));
  expect(Object.keys(areas)).toEqual(["client", "queue", "firstToken", "generation"]);
  expect(areas["client"]).toBeCloseTo(0.5, 2);
  expect(areas["queue"]).toBeCloseTo(0.2, 2);
  expect(areas["firstToken"]).toBeCloseTo(0.1, 2);
  expect(areas["generation"]).toBeCloseTo(0.2, 2);
});

test("a phase stands where it happened, and what overlaps is told once", () => {
  const call = { id: "c1", tool: "exec", startedAtMs: START_MS + 400, durationMs: 200, outcome: null };
  const { phases } = prepareTurnOverview({ ...TURN, roundTrips: [ROUND_TRIP], toolCalls: [call] }, PARTS);
  const boxes = Object.fromEntries(phases.map(({ phase, path }) => [phase, boxesOf(path)]));
  expect(boxes["queue"]?.[0]).toEqual([0, 0, 4, 100]);
  expect(boxes["generation"]?.at(-1)).toEqual([496, 0, 4, 100]);
  expect(boxes["tool"]?.[0]).toEqual([500, 0, 4, 100]);
  expect(boxes["tool"]?.at(-1)).toEqual([596, 0, 4, 100]);
});

test("rates are told by tier, and parts where they lie", () => {
  const told = { ...ROUND_TRIP, decodeTokensPerSecond: 100 };
  const { rates, parts } = prepareTurnOverview({ ...TURN, roundTrips: [told] }, PARTS);
  expect(rates).toMatchObject({ from: 10, to: 1000, tiers: [{ tier: "Instant" }] });
  expect(boxesOf(rates?.tiers[0]?.path)).toEqual([[300, 50, 180, 50]]);
  expect(parts.map(({ percent, widthPercent }) => [percent, widthPercent])).toEqual([
    [0, 60],
    [60, 40],
  ]);
  expect(prepareTurnOverview({ ...TURN, roundTrips: [ROUND_TRIP] }, PARTS).rates).toBeNull();
});

test("a turn of which nothing is known but its parts is the client's", () => {
  expect(prepareTurnOverview(TURN, PARTS).phases.map(({ phase, path }) => [phase, areaOf(path)])).toEqual([
    ["client", 1],
  ]);
});
