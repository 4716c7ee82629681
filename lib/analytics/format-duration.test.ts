import { expect, test } from "vitest";
import { formatDuration } from "./format-duration.ts";

test.each([
  [null, "–"],
  [Number.NaN, "–"],
  [0, "0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [840.4, "840 ms"],
  [999.6, "1.00 s"],
  [1240, "1.24 s"],
  [9996, "10.0 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 00 s"],
  [125_000, "2 min 05 s"],
  [3_599_600, "1 h 00 min"],
  [11_520_000, "3 h 12 min"],
  [4_000_000_000, "1,111 h 07 min"],
  [-2200, "−2.20 s"],
])("%d ms is shown as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
