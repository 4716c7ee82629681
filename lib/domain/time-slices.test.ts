import { expect, test } from "vitest";
import { timeSlices } from "./time-slices.ts";

const DAY_MS = 86_400_000;
const window = { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 10, 1) + 30 * DAY_MS };

test("slices make up the share of the window, in order, within it and apart", () => {
  const slices = timeSlices(window, 0.02);
  expect(slices.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / (30 * DAY_MS)).toBeCloseTo(
    0.02,
    6,
  );
  let lastMs = window.fromMs;
  for (const { fromMs, toMs } of slices) {
    expect(fromMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = toMs;
  }
  expect(lastMs).toBeLessThanOrEqual(window.toMs);
});

test("every hour of the day has about the same share", () => {
  const ms = new Array<number>(24).fill(0);
  for (const { fromMs, toMs } of timeSlices(window, 0.05)) {
    const hour = new Date(fromMs).getUTCHours();
    ms[hour] = (ms[hour] ?? 0) + toMs - fromMs;
  }
  for (const one of ms) expect(one / (30 * 3_600_000)).toBeCloseTo(0.05, 1.5);
});

test("a whole window is one slice", () => {
  expect(timeSlices(window, 1)).toEqual([window]);
});
