import { expect, test } from "vitest";
import { normalTail } from "./normal-tail.ts";
import { studentDeviate } from "./student-deviate.ts";

test("the tail of the normal distribution has the published values, far out too", () => {
  expect(normalTail(0)).toBe(1);
  expect(normalTail(1.959963984540054)).toBeCloseTo(0.05, 12);
  expect(normalTail(-3) / 0.0026997960632601866).toBeCloseTo(1, 10);
  expect(normalTail(5) / 5.733031437583878e-7).toBeCloseTo(1, 10);
  expect(normalTail(10) / 1.5239706048321e-23).toBeCloseTo(1, 10);
});

test("a t with few degrees of freedom is as a smaller normal deviate", () => {
  // Published 97.5 % and 99.95 % points of Student's distribution.
  expect(studentDeviate(2.776, 4)).toBeCloseTo(1.96, 1);
  expect(studentDeviate(2.228, 10)).toBeCloseTo(1.96, 2);
  expect(studentDeviate(-4.587, 10)).toBeCloseTo(-3.291, 1);
  expect(studentDeviate(2.5, Number.POSITIVE_INFINITY)).toBe(2.5);
});
