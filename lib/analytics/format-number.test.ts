import { expect, test } from "vitest";
import { formatChange, formatCount, formatFigure, formatRate, formatShare } from "./format-number.ts";

test("an unknown figure is a dash, never 0", () => {
  expect([formatCount(null), formatRate(null), formatFigure(null), formatShare(null)]).toEqual([
    "–",
    "–",
    "–",
    "–",
  ]);
});

test("counts are grouped", () => {
  expect([formatCount(0), formatCount(1_234_567)]).toEqual(["0", "1,234,567"]);
});

test("rates keep a decimal as long as it says something", () => {
  expect([formatRate(65.32), formatRate(99.96), formatRate(1024.4)]).toEqual([
    "65.3 tok/s",
    "100 tok/s",
    "1,024 tok/s",
  ]);
});

test.each([
  [0, "0 %"],
  [0.0004, "< 0.1 %"],
  [0.004, "0.4 %"],
  [0.0996, "10 %"],
  [0.125, "13 %"],
  [0.9996, "> 99.9 %"],
  [1, "100 %"],
])("a share of %d is shown as %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test.each([
  [-0.8, "−80 %"],
  [0.5, "+50 %"],
  [0.0812, "+8.1 %"],
  [-0.0001, "±0 %"],
  [null, "–"],
])("a change of %d is told as %s", (change, text) => {
  expect(formatChange(change)).toBe(text);
});
