import fc from "fast-check";
import { expect, test } from "vitest";
import { selectRank } from "./select-rank.ts";

const some = fc.array(
  fc.oneof(
    fc.double({ noNaN: true }).map((value) => value + 0),
    fc.nat(4),
  ),
  { minLength: 1, maxLength: 300 },
);

test("it is what stands at that rank when all are sorted, one rank after the other", () => {
  fc.assert(
    fc.property(some, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 4 }), (values, asked) => {
      const sorted = [...values].sort((a, b) => a - b);
      const mine = [...values];
      for (const number of asked) {
        const rank = number % values.length;
        expect(selectRank(mine, rank)).toBe(sorted[rank]);
      }
      expect(mine.sort((a, b) => a - b)).toEqual(sorted);
    }),
  );
});

test("it is so of many values that are sorted already, backwards or all the same", () => {
  for (const at of [(n: number) => n, (n: number) => -n, () => 1]) {
    const values = Array.from({ length: 65_536 }, (_, n) => at(n));
    const sorted = [...values].sort((a, b) => a - b);
    expect(selectRank(values, 60_000)).toBe(sorted[60_000]);
  }
});
