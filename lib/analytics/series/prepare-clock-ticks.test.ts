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

test("days are labelled where they begin in the zone, also when intervals begin at other times as well", () => {
  const threeHours = every(56, 3 * 3_600_000).map((ms) => ms + 6 * 3_600_000);
  const ticks = prepareClockTicks(threeHours, "UTC");
  expect(ticks.map(({ text }) => text)).toEqual([
    "Nov 23",
    "Nov 24",
    "Nov 25",
    "Nov 26",
    "Nov 27",
    "Nov 28",
    "Nov 29",
  ]);
  expect(ticks.every(({ atMs }) => atMs % 86_400_000 === 0)).toBe(true);
  expect(prepareClockTicks(threeHours, "Europe/Berlin")[0]).toEqual({ atMs: threeHours[0], text: "Nov 22" });
  expect(prepareClockTicks(every(30, 3_600_000), "Asia/Kolkata").map(({ text }) => text)).toEqual([
    "05:30",
    "10:30",
    "15:30",
    "20:30",
    "01:30",
    "06:30",
  ]);
});

test("slots that meet no round time are labelled with the one next to them, where nobody sees the difference", () => {
  const startMs = Date.UTC(2026, 10, 20, 19, 35, 12);
  const slots = Array.from({ length: 240 }, (_, index) => startMs + index * 360_000);
  const ticks = prepareClockTicks(slots, "UTC");
  expect(ticks.map(({ text }) => text)).toEqual(["20:00", "00:00", "04:00", "08:00", "12:00", "16:00"]);
  expect(
    ticks.every(
      ({ atMs }) =>
        slots.includes(atMs) && Math.min(atMs % 14_400_000, 14_400_000 - (atMs % 14_400_000)) <= 180_000,
    ),
  ).toBe(true);
});
