import { expect, test } from "vitest";
import { prepareClockTicks } from "./prepare-clock-ticks.ts";

const START_MS = Date.parse("2026-11-22T00:00:00Z");
const every = (count: number, intervalMs: number) =>
  Array.from({ length: count }, (_, i) => START_MS + i * intervalMs);

test("hours within a day are labelled with the time, evenly", () => {
  expect(prepareClockTicks(every(12, 3_600_000), "UTC")).toEqual(
    ["00:00", "02:00", "04:00", "06:00", "08:00", "10:00"].map((text, i) => ({
      atMs: START_MS + i * 7_200_000,
      text,
    })),
  );
});

test("days are labelled with the date", () => {
  expect(prepareClockTicks(every(3, 86_400_000 * 2), "UTC").map(({ text }) => text)).toEqual([
    "Nov 22",
    "Nov 24",
    "Nov 26",
  ]);
});

test("nothing to label, no labels", () => {
  expect(prepareClockTicks([], "UTC")).toEqual([]);
});
