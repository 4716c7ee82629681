import { expect, test } from "vitest";
import { studentT } from "./student-t.ts";

// Table values of the 97.5 % quantile.
test.each([
  [3, 3.182],
  [4, 2.776],
  [7, 2.365],
  [11, 2.201],
  [30, 2.042],
  [120, 1.98],
])("with %d degrees of freedom 97.5 %% lie below %d", (degrees, expected) => {
  expect(Math.abs(studentT(1.959964, degrees) / expected - 1)).toBeLessThan(0.004);
});

test("with many degrees of freedom it is the normal distribution", () => {
  expect(studentT(1.959964, 1e6)).toBeCloseTo(1.959964, 4);
});
