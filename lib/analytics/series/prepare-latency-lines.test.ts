import { expect, test } from "vitest";
import { prepareLatencyLines } from "./prepare-latency-lines.ts";

test("an interval without a value is null in its line, and the axis has no holes", () => {
  const lines = prepareLatencyLines({
    window: { fromMs: 50, toMs: 350 },
    intervalMs: 100,
    points: [
      { tier: "Ours", atMs: 0, ttftMsP50: 9, n: 1 },
      { tier: "Standard", atMs: 0, ttftMsP50: 7, n: 2 },
      { tier: "Instant", atMs: 200, ttftMsP50: 3, n: 4 },
    ],
  });
  expect({ ...lines, lines: lines.lines.map(({ tier }) => tier) }).toEqual({
    lines: ["Instant", "Standard", "Ours"],
    points: [
      { atMs: 0, values: [null, 7, 9], n: [0, 2, 1], before: null },
      { atMs: 100, values: [null, null, null], n: [0, 0, 0], before: null },
      { atMs: 200, values: [3, null, null], n: [4, 0, 0], before: null },
      { atMs: 300, values: [null, null, null], n: [0, 0, 0], before: null },
    ],
  });
});

test("the period before lies under the same axis, as long after its beginning", () => {
  const now = {
    window: { fromMs: 1000, toMs: 1300 },
    intervalMs: 100,
    points: [{ tier: "Fast", atMs: 1000, ttftMsP50: 9, n: 1 }],
  };
  const earlier = {
    window: { fromMs: 700, toMs: 1000 },
    intervalMs: 100,
    points: [
      { tier: "Fast", atMs: 800, ttftMsP50: 5, n: 1 },
      { tier: "Deep", atMs: 900, ttftMsP50: 6, n: 1 },
    ],
  };
  expect(prepareLatencyLines(now, earlier).points.map(({ before }) => before)).toEqual([[null], [5], [null]]);
});
