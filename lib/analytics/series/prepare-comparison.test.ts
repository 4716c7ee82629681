import { expect, test } from "vitest";
import type { Comparison, Estimate, QuantileRatio } from "#lib/domain/comparison/comparison.ts";
import { prepareComparison } from "./prepare-comparison.ts";

const names = { a: "Standard", b: "Instant", metric: "TTFT" };

test("a verdict is said with its ratio, interval and n, and the raw ratio beside it", () => {
  const { sentences } = prepareComparison(comparison({ raw: ratio(0.25), matched: ratio(0.5) }), names);
  expect(sentences.map(textOf)).toEqual([
    "For the same kind of work, the median TTFT of Instant is lower: 0.50 times that of Standard, 95 % from 0.40 to 0.60 (n 100 and 50).",
    "Raw, whatever was asked for, the median TTFT of Instant is 0.25 times, 95 % from 0.20 to 0.30: of that, 0.50 times comes from other work. 90 % and 80 % of the round trips have work of the same kind on the other side.",
  ]);
});

test("what is not decisive says so, why, and what could have been seen", () => {
  const told = comparison({
    raw: ratio(0.9),
    matched: ratio(1),
    verdict: "notDecisive",
    doubt: "intervalHoldsOne",
  });
  expect(textOf(prepareComparison(told, names).sentences[0])).toBe(
    "Not decisive: there may be no difference, or one either way. So many round trips would show a difference from 1.30 times on, four times in five.",
  );
});

test("a reversal is flagged", () => {
  const told = comparison({ raw: ratio(1.4), matched: ratio(0.7) });
  const flagged = {
    ...told,
    reversals: { ...told.reversals, p50: { rawIsDecisive: true, matchedIsDecisive: true } },
  };
  expect(textOf(prepareComparison(flagged, names).sentences.at(-1))).toBe(
    "Raw and matched point in opposite directions (Simpson's paradox), both beyond chance: trust the matched one.",
  );
});

test("all ratios and no difference lie on one scale, in their order", () => {
  const { rows, onePlace } = prepareComparison(comparison({ raw: ratio(0.25), matched: ratio(2) }), names);
  const [raw, matched] = rows;
  expect(rows.map(({ key }) => key)).toEqual(["raw p50", "matched p50"]);
  for (const row of rows) for (const place of [row.place, row.from, row.to]) expect(place).toBeGreaterThan(0);
  for (const row of rows) for (const place of [row.place, row.from, row.to]) expect(place).toBeLessThan(1);
  expect(raw?.place).toBeLessThan(onePlace);
  expect(matched?.place).toBeGreaterThan(onePlace);
});

test("deciles are of the matched round trips, and of the raw ones where none match", () => {
  const told = comparison({ raw: ratio(0.25), matched: ratio(0.5) });
  expect(prepareComparison(told, names).deciles).toEqual([{ decile: 10, ratio: 0.5, interval: [0.4, 0.6] }]);
  const unmatched = prepareComparison({ ...told, matched: null, doubt: "noOverlap" }, names);
  expect([unmatched.decilesOf, unmatched.deciles[0]?.ratio]).toEqual(["raw", 0.25]);
});

test("the axis of the deciles holds every interval, and 1", () => {
  const { decileScale } = prepareComparison(comparison({ raw: ratio(4), matched: ratio(4) }), names);
  expect(decileScale.from).toBeLessThan(1);
  expect(decileScale.to).toBeGreaterThan(4.8);
  expect(decileScale.ticks).toEqual([1, 1.4, 2, 3, 5]);
});

function textOf(sentence: readonly { readonly text: string }[] | undefined): string {
  return (sentence ?? []).map(({ text }) => text).join("");
}

function ratio(value: number, share = 0.5): QuantileRatio {
  return {
    share,
    ratio: value,
    interval: { from: 0.8 * value, to: 1.2 * value },
    quantiles: { a: 1000, b: 1000 * value },
    effectiveN: { a: 40, b: 30 },
    smallestDetectableRatio: 1.3,
    verdict: "lower",
  };
}

function comparison(given: {
  readonly raw: QuantileRatio;
  readonly matched: QuantileRatio;
  readonly verdict?: Comparison["verdict"];
  readonly doubt?: Comparison["doubt"];
}): Comparison {
  const estimate = (p50: QuantileRatio): Estimate => ({
    n: { a: 100, b: 50 },
    sessions: { a: 10, b: 8 },
    p50,
    p95: null,
    p99: null,
    deciles: [{ ...p50, share: 0.1 }, null],
    chanceALower: { value: 0.3, interval: null },
  });
  return {
    verdict: given.verdict ?? "lower",
    doubt: given.doubt ?? null,
    raw: estimate(given.raw),
    matched: estimate(given.matched),
    overlap: { a: 0.9, b: 0.8 },
    cells: 5,
    hoursPerBlock: 6,
    sharedSessions: 3,
    mix: { ratio: given.raw.ratio / given.matched.ratio, interval: null },
    reversals: { p50: null, p95: null, p99: null },
  };
}
