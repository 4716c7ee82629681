import { expect, test } from "vitest";
import { formatSpan } from "./format-span.ts";

test.each([
  [null, "–"],
  [0, "0 s"],
  [400, "< 1 s"],
  [40_000, "40 s"],
  [59_800, "1 min"],
  [12 * 60_000, "12 min"],
  [3_600_000, "1 h"],
  [7_980_000, "2 h 13 min"],
  [86_399_000, "24 h"],
  [273_600_000, "3 d 4 h"],
  [604_800_000, "7 d"],
])("%s ms is %s", (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});
