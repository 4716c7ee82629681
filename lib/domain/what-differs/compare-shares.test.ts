import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareShares } from "./compare-shares.ts";

const INDEPENDENT = { designEffect: 1, effectiveSessions: 1000 };

const counts = fc
  .record({
    selected: fc.nat(300),
    rest: fc.nat(300),
    more: fc.integer({ min: 1, max: 300 }),
    moreRest: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ selected, rest, more, moreRest }) => ({
    selected,
    rest,
    allSelected: selected + more,
    allRest: rest + moreRest,
  }));

describe("the interval of the difference", () => {
  test.each([
    [{ selected: 56, rest: 48, allSelected: 70, allRest: 80 }, 0.0524, 0.3339],
    [{ selected: 9, rest: 3, allSelected: 10, allRest: 10 }, 0.1705, 0.809],
    [{ selected: 10, rest: 0, allSelected: 10, allRest: 20 }, 0.6791, 1],
  ])("is that of Newcombe's own examples: %j", (example, from, to) => {
    const [low, high] = compareShares(example, INDEPENDENT).differenceInterval;
    expect(low).toBeCloseTo(from, 4);
    expect(high).toBeCloseTo(to, 4);
  });

  test("holds the difference, and grows with the design effect", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 1, max: 50, noNaN: true }), (example, designEffect) => {
        const narrow = compareShares(example, INDEPENDENT);
        const wide = compareShares(example, { ...INDEPENDENT, designEffect });
        expect(narrow.differenceInterval[0]).toBeLessThanOrEqual(narrow.difference + 1e-12);
        expect(narrow.differenceInterval[1]).toBeGreaterThanOrEqual(narrow.difference - 1e-12);
        expect(wide.differenceInterval[0]).toBeLessThanOrEqual(narrow.differenceInterval[0] + 1e-12);
        expect(wide.differenceInterval[1]).toBeGreaterThanOrEqual(narrow.differenceInterval[1] - 1e-12);
        expect(wide.strength).toBeLessThanOrEqual(narrow.strength);
        expect(wide.p).toBeGreaterThanOrEqual(narrow.p - 1e-12);
      }),
    );
  });
});

test("the other side of two values deviates as much the other way", () => {
  fc.assert(
    fc.property(counts, (example) => {
      const { allSelected, allRest } = example;
      const one = compareShares(example, INDEPENDENT);
      const other = compareShares(
        { ...example, selected: allSelected - example.selected, rest: allRest - example.rest },
        INDEPENDENT,
      );
      expect(other.z).toBeCloseTo(-one.z, 8);
      expect(other.strength).toBeCloseTo(one.strength, 8);
    }),
  );
});

test("is never surer than the exact probability where a rare value makes the usual quotient lie", () => {
  // Five of five in a tenth of very many: 1e-5 on that side; a quotient of 6.7 would make it 2e-11.
  const five = compareShares({ selected: 5, rest: 0, allSelected: 10_000, allRest: 90_000 }, INDEPENDENT);
  expect(five.p / 2).toBeGreaterThan(1e-5);
  expect(five.p / 2).toBeLessThan(2e-5);
  expect(five.lift).toBeNull();
});

test("what has the value and nothing else selected has a strength near 1, nothing has one of 0", () => {
  const same = compareShares({ selected: 5000, rest: 0, allSelected: 5000, allRest: 5000 }, INDEPENDENT);
  expect(same.strength).toBeGreaterThan(0.97);
  const none = compareShares({ selected: 50, rest: 100, allSelected: 500, allRest: 1000 }, INDEPENDENT);
  expect([none.strength, none.z, none.p, none.lift]).toEqual([0, 0, 1, 1]);
});
