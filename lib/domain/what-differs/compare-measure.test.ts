import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMeasure } from "./compare-measure.ts";

const INDEPENDENT = { designEffect: 1, effectiveSessions: 1000 };

/** Values 2^k, each at the upper bound of its bucket, and 0. */
function countsOf(values: readonly number[]) {
  const indexes = values.filter((value) => value > 0).map((value) => Math.log2(value) * 32 - 1);
  const offset = Math.min(...indexes, 0);
  const counts = Array.from({ length: Math.max(...indexes, 0) - offset + 1 }, () => 0);
  for (const index of indexes) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
  return { zeroCount: values.length - indexes.length, offset, counts };
}

const compare = (selected: readonly number[], rest: readonly number[]) =>
  compareMeasure({ measure: "inputTokens", selected: countsOf(selected), rest: countsOf(rest) }, INDEPENDENT);

const repeat = (n: number, value: number) => Array.from({ length: n }, () => value);

describe("a measure", () => {
  const value = fc.constantFrom(0, 0.25, 1, 2, 4, 8, 16);
  const values = fc.array(value, { minLength: 10, maxLength: 40 });

  test("is compared as its single values would be", () => {
    fc.assert(
      fc.property(values, values, (selected, rest) => {
        const compared = compare(selected, rest);
        if (typeof compared === "string") {
          expect(new Set([...selected, ...rest]).size).toBe(1);
          return;
        }
        const pairs = selected.flatMap((a) => rest.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        const mean = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
        const shareUpTo = (all: readonly number[], bound: number) =>
          all.filter((one) => one <= bound).length / all.length;
        const gaps = [0, 0.25, 1, 2, 4, 8, 16].map(
          (bound) => shareUpTo(rest, bound) - shareUpTo(selected, bound),
        );
        expect(compared.auc).toBeCloseTo(mean, 9);
        expect(compared.distance).toBeCloseTo(Math.max(...gaps.map(Math.abs)), 9);
        expect(Math.sign(compared.z) >= 0).toBe(compared.direction === "more");
      }),
    );
  });

  test("tells the direction, and the bound where the sides differ the most", () => {
    const longer = compare([...repeat(5, 2), ...repeat(15, 64)], [...repeat(90, 4), ...repeat(10, 128)]);
    expect(longer).toMatchObject({ direction: "more", threshold: 4, supported: true, lift: 7.5 });
    expect(longer).toMatchObject({ shareInSelection: 0.75, shareInRest: 0.1 });
    const shorter = compare([...repeat(15, 2), ...repeat(5, 64)], [...repeat(10, 2), ...repeat(90, 64)]);
    expect(shorter).toMatchObject({
      direction: "less",
      threshold: 2,
      shareInSelection: 0.75,
      shareInRest: 0.1,
    });
  });

  test("does not call a few odd values sure: as much as their count allows, not their ranks", () => {
    const stalls = compare([...repeat(95, 0), ...repeat(5, 1)], [...repeat(995, 0), ...repeat(5, 1)]);
    expect(stalls).toMatchObject({ direction: "more", threshold: 0 });
    if (typeof stalls === "string") throw new Error(stalls);
    // Poisson: 5 or more where 0.91 are expected has the probability 0.002 on that side.
    expect(stalls.p).toBeGreaterThan(0.002);
    expect(stalls.z).toBeGreaterThan(4);
  });

  test("is skipped with one value, or with fewer than ten on a side", () => {
    expect(compare(repeat(20, 1), repeat(20, 1))).toBe("oneValue");
    expect(compare(repeat(9, 1), repeat(20, 2))).toBe("noSupport");
  });
});
