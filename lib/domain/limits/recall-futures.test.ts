import { expect, test } from "vitest";
import { recallFutures } from "./recall-futures.ts";
import { UseGrid } from "./use-grid.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, 00:00 UTC. */
const MIDNIGHT = Date.UTC(2026, 10, 25);

/** Days until `nowMs` with use in the hours from 9 to 17, of Mondays to Fridays. */
function workingDays(days: number, nowMs: number, perHour = 0.1) {
  const grid = new UseGrid((days * DAY) / (HOUR / 12), HOUR / 12, nowMs);
  for (let atMs = MIDNIGHT - 40 * DAY; atMs < nowMs; atMs += HOUR) {
    const [hour, weekday] = [new Date(atMs).getUTCHours(), new Date(atMs).getUTCDay()];
    if (hour >= 9 && hour < 17 && weekday >= 1 && weekday <= 5) {
      grid.enterEvenly(perHour, atMs, Math.min(atMs + HOUR, nowMs));
    }
  }
  return grid.read();
}

const SHAPE = { n: 40, blocks: 60, windowBlocks: 60, floor: 0.01 };
const wanted = (future: Float64Array) => future.reduce((all, one) => all + one, 0);
const medianWanted = (futures: readonly Float64Array[]) => futures.map(wanted).sort((a, b) => a - b)[20];

test("in the morning, before any use, what is recalled is the working day to come", () => {
  const nowMs = MIDNIGHT + 9 * HOUR;
  const { futures, weight } = recallFutures(workingDays(14, nowMs), { ...SHAPE, nowMs });
  expect(medianWanted(futures)).toBeGreaterThan(0.35);
  expect(weight).toBeGreaterThan(2);
});

test("in the evening what is recalled is a night without use", () => {
  const nowMs = MIDNIGHT + 19 * HOUR;
  const { futures } = recallFutures(workingDays(14, nowMs), { ...SHAPE, nowMs });
  expect(medianWanted(futures)).toBe(0);
});

test("on a Saturday what is recalled is a Saturday", () => {
  const nowMs = MIDNIGHT + 3 * DAY + 9 * HOUR;
  const { futures } = recallFutures(workingDays(14, nowMs), { ...SHAPE, nowMs });
  expect(medianWanted(futures)).toBeLessThan(0.05);
});

test("a past shorter than the future recalls nothing", () => {
  const nowMs = MIDNIGHT + 9 * HOUR;
  expect(recallFutures(workingDays(0.1, nowMs), { ...SHAPE, nowMs })).toEqual({ futures: [], weight: 0 });
});

test("the same past gives the same futures", () => {
  const nowMs = MIDNIGHT + 11 * HOUR;
  const use = workingDays(14, nowMs);
  expect(recallFutures(use, { ...SHAPE, nowMs })).toEqual(recallFutures(use, { ...SHAPE, nowMs }));
});
