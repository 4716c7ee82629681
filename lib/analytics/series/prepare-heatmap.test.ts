import { expect, test } from "vitest";
import type { Heatmap } from "#lib/analytics/heatmap.ts";
import { prepareHeatmap, SHADES } from "./prepare-heatmap.ts";

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 10, 1);

const map: Heatmap = {
  window: { fromMs: T0 + 1, toMs: T0 + 3 * HOUR_MS },
  intervalMs: HOUR_MS,
  intervals: [T0, T0 + HOUR_MS, T0 + 2 * HOUR_MS],
  steps: [
    { from: 0, to: 0 },
    { from: 100, to: 200 },
    { from: 200, to: 400 },
  ],
  counts: [
    [0, 1, 0],
    [0, 0, 0],
    [2, 0, 1000],
  ],
  n: 1003,
};

test("cells that hold something are told by place, count and shade", () => {
  const { cells, columns, rows } = prepareHeatmap(map, String);
  expect([columns, rows]).toEqual([3, 3]);
  expect(cells).toEqual([...[0, 1, 1, 1], ...[2, 0, 2, 2], ...[2, 2, 1000, SHADES]]);
});

test("round values are marked where they lie on the logarithmic scale, times where they begin", () => {
  const { xTicks, yTicks } = prepareHeatmap(map, (value) => `${value} ms`, "UTC");
  expect(yTicks).toEqual([
    { place: 1, text: "100 ms" },
    { place: 2, text: "200 ms" },
  ]);
  expect(xTicks).toEqual([
    { place: 0, text: "00:00" },
    { place: 1, text: "01:00" },
    { place: 2, text: "02:00" },
  ]);
  const decades = prepareHeatmap(
    {
      ...map,
      steps: [
        { from: 1, to: 1000 },
        { from: 1000, to: 1e6 },
      ],
    },
    String,
  ).yTicks;
  expect(decades.map(({ text }) => text)).toEqual(["1", "10", "100", "1000", "10000", "100000", "1000000"]);
  expect(decades[1]?.place).toBeCloseTo(1 / 3);
});

test("of nothing there is nothing to draw, and single counts are all seen", () => {
  const nothing = prepareHeatmap({ ...map, steps: [], counts: [[], [], []], n: 0 }, String);
  expect([nothing.cells, nothing.yTicks]).toEqual([[], []]);
  const ones = prepareHeatmap({ ...map, counts: [[0, 1, 0]] }, String);
  expect(ones.cells.at(-1)).toBe(SHADES);
});
