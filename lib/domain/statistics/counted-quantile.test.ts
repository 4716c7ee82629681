import fc from "fast-check";
import { expect, test } from "vitest";
import { countedQuantile } from "./counted-quantile.ts";

test("a quantile of counted values is that of the values one by one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const rank = share * (sorted.length - 1);
        const low = sorted[Math.floor(rank)] ?? Number.NaN;
        const high = sorted[Math.ceil(rank)] ?? Number.NaN;
        const counted = [...Map.groupBy(sorted, (value) => value)].map(([value, own]) => ({
          value,
          n: own.length,
        }));
        expect(countedQuantile(counted, share)).toBeCloseTo(low + (high - low) * (rank % 1), 9);
      },
    ),
  );
});

test("no values, no quantile", () => {
  expect(countedQuantile([], 0.5)).toBeNull();
  expect(countedQuantile([{ value: 3, n: 0 }], 0.5)).toBeNull();
});
