import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logSumOf } from "./log-sum.ts";
import { type PeriodGroup, shiftShare } from "./shift-share.ts";

/** So many round trips whose geometric mean is so many ms. */
const of = (n: number, ms: number) => ({ n, sum: n * Math.log(ms) });
const NONE = { n: 0, sum: 0 };
const BY_VERSION = ["clientVersion"] as const;

const total = (parts: readonly { readonly points: number }[]) =>
  parts.reduce((sum, { points }) => sum + points, 0);

describe("the change of a mean", () => {
  test("comes from the value whose round trips became slower, when shares stayed", () => {
    const change = shiftShare(
      [
        { values: ["0.169.0"], before: of(500, 400), after: of(100, 400) },
        { values: ["0.170.0"], before: of(500, 400), after: of(100, 800) },
      ],
      BY_VERSION,
    );
    expect(change?.meanBefore).toBeCloseTo(400, 9);
    expect(change?.change).toBeCloseTo(Math.SQRT2 - 1, 9);
    expect(change?.contributions).toMatchObject([{ value: "0.170.0", kind: "within" }]);
    expect(change?.contributions[0]?.points).toBeCloseTo(Math.SQRT2 - 1, 9);
  });

  test("comes from the mix, when only shares changed", () => {
    const change = shiftShare(
      [
        { values: ["fast"], before: of(900, 100), after: of(500, 100) },
        { values: ["slow"], before: of(100, 1000), after: of(500, 1000) },
      ],
      ["model"],
    );
    expect(change?.contributions.map(({ kind }) => kind)).toEqual(["mix", "mix"]);
    expect(change?.contributions[0]).toMatchObject({ value: "slow" });
    expect(total(change?.contributions ?? [])).toBeCloseTo(10 ** 0.4 - 1, 9);
  });

  test("comes from a value that was not there before, and not from the one it replaced", () => {
    const change = shiftShare(
      [
        { values: ["0.169.0"], before: of(500, 400), after: of(100, 400) },
        { values: ["0.170.0"], before: NONE, after: of(300, 600) },
        { values: ["0.168.0"], before: of(100, 400), after: NONE },
      ],
      BY_VERSION,
    );
    const [first, ...others] = change?.contributions ?? [];
    expect(first).toMatchObject({ value: "0.170.0", kind: "entered" });
    expect(first?.points).toBeCloseTo(change?.change ?? 0, 9);
    expect(others.every(({ points }) => Math.abs(points) < 1e-12)).toBe(true);
  });

  test("may be for the worse by the mix, although every value became better", () => {
    const change = shiftShare(
      [
        { values: ["fast"], before: of(900, 100), after: of(100, 90) },
        { values: ["slow"], before: of(100, 1000), after: of(900, 900) },
      ],
      ["model"],
    );
    const within = change?.contributions.filter(({ kind }) => kind === "within") ?? [];
    expect(change?.change).toBeGreaterThan(0);
    expect(within).toHaveLength(2);
    expect(within.every(({ points }) => points < 0)).toBe(true);
  });

  test("by two dimensions tells the mix of the first apart from what the second did to the same", () => {
    const change = shiftShare(
      [
        { values: ["small", "old"], before: of(600, 300), after: of(200, 300) },
        { values: ["small", "new"], before: NONE, after: of(300, 450) },
        { values: ["big", "old"], before: of(400, 900), after: of(200, 900) },
        { values: ["big", "new"], before: NONE, after: of(300, 1350) },
      ],
      ["model", "clientVersion"],
    );
    const parts = change?.contributions.filter(({ points }) => Math.abs(points) > 1e-9) ?? [];
    expect(parts.map(({ dimension, value, kind }) => [dimension, value, kind])).toEqual([
      ["clientVersion", "new", "entered"],
      ["model", "big", "mix"],
      ["model", "small", "mix"],
    ]);
    // 0.6 · ln 1.5 of the logarithm are the version's, 0.1 · ln 3 the models'.
    const [version, ...models] = parts;
    expect((version?.points ?? 0) / total(models)).toBeCloseTo(
      (0.6 * Math.log(1.5)) / (0.1 * Math.log(3)),
      9,
    );
    expect(total(parts)).toBeCloseTo(1.5 ** 0.6 * 3 ** 0.1 - 1, 9);
  });

  test("is unknown when a period is empty", () => {
    expect(shiftShare([{ values: ["a"], before: NONE, after: of(5, 10) }], BY_VERSION)).toBeNull();
    expect(shiftShare([], BY_VERSION)).toBeNull();
  });

  test("is the sum of its contributions, whatever the groups and their order", () => {
    const sum = fc.oneof(
      fc.constant(NONE),
      fc
        .record({ n: fc.integer({ min: 1, max: 500 }), ms: fc.integer({ min: 1, max: 100_000 }) })
        .map(({ n, ms }) => of(n, ms)),
    );
    const value = fc.constantFrom("a", "b", "c", null);
    const group: fc.Arbitrary<PeriodGroup> = fc.record({
      values: fc.tuple(value, value),
      before: sum,
      after: sum,
    });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 12 }), (groups) => {
        const change = shiftShare(groups, ["model", "clientVersion"]);
        const turned = shiftShare(groups.toReversed(), ["model", "clientVersion"]);
        if (change === null) {
          expect(
            groups.every(({ before }) => before.n === 0) || groups.every(({ after }) => after.n === 0),
          ).toBe(true);
          return;
        }
        const size = 1e-9 * Math.max(1, change.change);
        expect(change.change).toBeCloseTo(change.meanAfter / change.meanBefore - 1, 3);
        expect(Math.abs(total(change.contributions) - change.change)).toBeLessThan(size);
        expect(Math.abs((turned?.change ?? Number.NaN) - change.change)).toBeLessThan(size);
      }),
    );
  });
});

test("the geometric mean from a histogram is at most 1.09 % from that of its values", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }),
      (values) => {
        const indexes = values.map((value) => Math.ceil(Math.log2(value) * 32) - 1);
        const offset = Math.min(...indexes);
        const counts = Array.from({ length: Math.max(...indexes) - offset + 1 }, () => 0);
        for (const index of indexes) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
        const { n, sum } = logSumOf({ zeroCount: 3, offset, counts });
        const exact = values.reduce((all, value) => all + Math.log(value), 0) / values.length;
        expect(n).toBe(values.length);
        expect(Math.abs(Math.exp(sum / n - exact) - 1)).toBeLessThan(0.01091);
      },
    ),
  );
});
