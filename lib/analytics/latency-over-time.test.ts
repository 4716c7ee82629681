import { expect, test } from "vitest";
import { chooseInterval } from "./latency-over-time.ts";

const HOUR_MS = 3_600_000;

test.each([
  [0.25, 30_000],
  [1, 60_000],
  [24, HOUR_MS],
  [168, 6 * HOUR_MS],
  [720, 12 * HOUR_MS],
  [24 * 3650, 24 * HOUR_MS * 61],
])(
  "a window of %d hours is divided into at most 60 round intervals, of whole hours when it is long",
  (hours, intervalMs) => {
    expect(chooseInterval({ fromMs: 0, toMs: hours * HOUR_MS })).toBe(intervalMs);
  },
);
