import fc from "fast-check";
import { expect, test } from "vitest";
import { controlFalseFindings } from "./control-false-findings.ts";

test("each q is the least p · tests / rank from its rank on", () => {
  expect(controlFalseFindings([0.01, 0.04, 0.025, 0.005, 0.5])).toEqual([0.025, 0.05, 0.125 / 3, 0.025, 0.5]);
});

test("tests that are left out count as ones that found nothing", () => {
  expect(controlFalseFindings([0.01, 0.02], 10)).toEqual([0.1, 0.1]);
  expect(controlFalseFindings([], 10)).toEqual([]);
});

test("what is rejected at any level is what the step-up procedure rejects", () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), p, (ps, level) => {
      const sorted = ps.toSorted((a, b) => a - b);
      const bound = sorted.findLast((one, place) => (one * ps.length) / (place + 1) <= level) ?? -1;
      const qs = controlFalseFindings(ps);
      expect(ps.map((one) => one <= bound)).toEqual(qs.map((q) => q <= level));
    }),
  );
});
