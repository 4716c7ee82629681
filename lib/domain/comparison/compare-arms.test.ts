import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Design, simulateTrips } from "#bench/comparison/simulate-trips.ts";
import type { ComparableTrip } from "./comparable-trip.ts";
import { compareArms } from "./compare-arms.ts";
import type { Comparison, Estimate, QuantileRatio } from "./comparison.ts";

const DESIGN: Design = {
  sessions: 40,
  meanTrips: 20,
  sizeSpread: 0.7,
  intraclass: 0.2,
  areShared: false,
  mix: "same",
  effect: 0,
};

function made(change: Partial<Design> = {}, seed = 1) {
  return simulateTrips({ ...DESIGN, ...change }, seed);
}

function compare([a, b]: readonly [readonly ComparableTrip[], readonly ComparableTrip[]]): Comparison {
  return compareArms(a, b);
}

/** Round trips of one kind of work with these values, a few to a session. */
function plain(values: readonly number[], session: (index: number) => string | number): ComparableTrip[] {
  return values.map((value, index) => ({
    session: session(index),
    value,
    uncachedInputTokens: 2_000,
    outputTokens: 100,
    reasoning: false,
    connectionReused: true,
    hour: 10,
  }));
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

function ratiosOf(estimate: Estimate | null): QuantileRatio[] {
  if (estimate === null) return [];
  return [...estimate.deciles, estimate.p95, estimate.p99].filter((ratio) => ratio !== null);
}

function withoutRounding(comparison: unknown): unknown {
  return JSON.parse(
    JSON.stringify(comparison, (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(9)) : value,
    ),
  );
}

describe("a mix of work that hides the truth", () => {
  const { raw, matched, mix, reversals, verdict, doubt } = compare(
    made({ sessions: 150, mix: "easier", effect: 0.25 }),
  );

  test("a planted reversal is flagged, and both sides of it are decisive", () => {
    expect(raw?.p50?.verdict).toBe("lower");
    expect(matched?.p50?.verdict).toBe("higher");
    expect(reversals.p50).toEqual({ rawIsDecisive: true, matchedIsDecisive: true });
  });

  test("the verdict is that of the matched median, and the mix accounts for the rest", () => {
    expect({ verdict, doubt }).toEqual({ verdict: "higher", doubt: null });
    expect(matched?.p50?.interval?.from).toBeLessThan(Math.exp(0.25));
    expect(matched?.p50?.interval?.to).toBeGreaterThan(Math.exp(0.25));
    expect(mix?.ratio).toBeCloseTo((raw?.p50?.ratio ?? 0) / (matched?.p50?.ratio ?? 0), 12);
    expect(mix?.interval?.to).toBeLessThan(1);
  });

  test("the chance that a round trip of A is lower turns with it", () => {
    expect(raw?.chanceALower.interval?.to).toBeLessThan(0.5);
    expect(matched?.chanceALower.interval?.from).toBeGreaterThan(0.5);
  });
});

describe("arms that have no work in common", () => {
  test("there is nothing matched, no overlap and no verdict", () => {
    const [a, b] = made({ effect: 1 });
    const larger = b.map((trip) => ({ ...trip, uncachedInputTokens: 500_000 }));
    const smaller = a.map((trip) => ({ ...trip, uncachedInputTokens: 10 }));
    const compared = compareArms(smaller, larger);
    expect(compared.matched).toBeNull();
    expect(compared.mix).toBeNull();
    expect(compared.overlap).toEqual({ a: 0, b: 0 });
    expect(compared).toMatchObject({ verdict: "notDecisive", doubt: "noOverlap" });
    expect(compared.raw?.p50?.verdict).toBe("higher");
  });

  test("what is unknown is not taken for anything that is known", () => {
    const [a, b] = made();
    const unknown = b.map((trip) => ({ ...trip, reasoning: null }));
    expect(compareArms(a, unknown).doubt).toBe("noOverlap");
    expect(
      compareArms(
        a.map((trip) => ({ ...trip, reasoning: null })),
        unknown,
      ).overlap.a,
    ).toBeGreaterThan(0.5);
  });

  test("little in common is no ground for a verdict", () => {
    const [a, b] = made({ sessions: 200, effect: 1 });
    const mostlyLarger = b.map((trip, index) =>
      index % 10 === 0 ? trip : { ...trip, uncachedInputTokens: null },
    );
    const compared = compareArms(a, mostlyLarger);
    expect(compared.overlap.b).toBeLessThan(0.2);
    expect(compared).toMatchObject({ verdict: "notDecisive", doubt: "littleOverlap" });
    expect(compared.matched?.p50?.verdict).toBe("higher");
  });
});

describe("too little to tell", () => {
  test.each([
    ["p95", 72],
    ["p99", 368],
  ] as const)("%s is hidden until both arms have %d round trips", (quantile, fewest) => {
    const many = plain(upTo(1_000), (index) => `a ${index % 20}`);
    const arm = (n: number) => plain(upTo(n), (index) => `b ${index % 20}`);
    expect(compareArms(many, arm(fewest - 1)).raw?.[quantile]).toBeNull();
    expect(compareArms(arm(fewest - 1), many).raw?.[quantile]).toBeNull();
    expect(compareArms(many, arm(fewest)).raw?.[quantile]?.quantiles.b).toBeGreaterThan(0.9 * fewest);
  });

  test("fewer than eight sessions in an arm have a ratio, but no interval and no verdict", () => {
    const arm = (name: string, sessions: number, factor: number) =>
      plain(upTo(200), (index) => `${name} ${index % sessions}`).map((trip) => ({
        ...trip,
        value: trip.value * factor,
      }));
    const few = compareArms(arm("a", 30, 1), arm("b", 7, 9));
    expect(few.raw?.p50).toMatchObject({ ratio: 9, interval: null, smallestDetectableRatio: null });
    expect(few).toMatchObject({ verdict: "notDecisive", doubt: "tooFewSessions" });
    const enough = compareArms(arm("a", 30, 1), arm("b", 8, 9));
    expect(enough).toMatchObject({ verdict: "higher", doubt: null });
  });

  test("one session that has nearly all round trips is no more than one", () => {
    const arm = (name: string) => plain(upTo(400), (index) => (index < 20 ? `${name} ${index}` : name));
    expect(compareArms(arm("a"), arm("b")).doubt).toBe("tooFewSessions");
  });

  test("no difference gives an interval that holds 1, and says so", () => {
    const compared = compare(made());
    expect(compared).toMatchObject({ verdict: "notDecisive", doubt: "intervalHoldsOne" });
  });

  test("nothing is a multiple of a median of 0", () => {
    const [a, b] = made();
    const none = a.map((trip) => ({ ...trip, value: 0 }));
    const compared = compareArms(none, b);
    expect(compared).toMatchObject({ verdict: "notDecisive", doubt: "noRatio" });
    expect(compared.raw?.p50).toBeNull();
    expect(compared.raw?.chanceALower.value).toBe(1);
  });

  test("an arm without round trips compares with nothing", () => {
    const [a] = made();
    expect(compareArms(a, [])).toMatchObject({ raw: null, matched: null, doubt: "noOverlap" });
    expect(compareArms([], [])).toMatchObject({ raw: null, matched: null, sharedSessions: 0 });
  });
});

describe("sessions", () => {
  test("round trips that are alike in a session tell less than as many that are not", () => {
    const effective = (intraclass: number) =>
      compare(made({ intraclass })).matched?.p50?.effectiveN.a ?? Number.NaN;
    expect(effective(0.5)).toBeLessThan(0.6 * effective(0));
  });

  test("independent round trips count nearly in full", () => {
    const [a, b] = made({ sessions: 600, meanTrips: 1, sizeSpread: 0 });
    expect(compareArms(a, b).raw?.p50?.effectiveN.a).toBeGreaterThan(0.95 * a.length);
  });

  test("where each session has both arms, what it has in common cancels", () => {
    const width = (areShared: boolean) => {
      const { from, to } = compare(made({ intraclass: 0.5, areShared })).matched?.p50?.interval ?? {
        from: 0,
        to: 0,
      };
      return Math.log(to / from);
    };
    expect(width(true)).toBeLessThan(0.6 * width(false));
  });

  test("shared sessions are counted once", () => {
    expect(compare(made({ areShared: true })).sharedSessions).toBe(40);
    expect(compare(made()).sharedSessions).toBe(0);
  });
});

describe("the same round trips", () => {
  const [a, b] = made({ mix: "easier", effect: 0.4, sessions: 60 });
  const compared = compareArms(a, b);

  test("give the same figures in any order", () => {
    const shuffle = (trips: readonly ComparableTrip[]) =>
      trips.toSorted((one, other) => ((one.value * 7.3) % 1) - ((other.value * 7.3) % 1));
    expect(compareArms(shuffle(a), shuffle(b))).toEqual(compared);
  });

  test("in another unit give the same ratios", () => {
    const inSeconds = (trips: readonly ComparableTrip[]) =>
      trips.map((trip) => ({ ...trip, value: trip.value / 1_000 }));
    const ratios = (comparison: Comparison) =>
      withoutRounding(ratiosOf(comparison.matched).map(({ quantiles, ...ratio }) => ratio));
    expect(ratios(compareArms(inSeconds(a), inSeconds(b)))).toEqual(ratios(compared));
  });

  test("the other way round give ratios, intervals and verdicts the other way round", () => {
    const swapped = compareArms(b, a);
    for (const which of ["raw", "matched"] as const) {
      for (const [index, ratio] of ratiosOf(swapped[which]).entries()) {
        const own = ratiosOf(compared[which])[index];
        expect(1 / ratio.ratio).toBeCloseTo(own?.ratio ?? 0, 9);
        expect(1 / (ratio.interval?.from ?? 0)).toBeCloseTo(own?.interval?.to ?? 0, 9);
        expect(1 / (ratio.interval?.to ?? 0)).toBeCloseTo(own?.interval?.from ?? 0, 9);
      }
      expect(swapped[which]?.chanceALower.value).toBeCloseTo(
        1 - (compared[which]?.chanceALower.value ?? 0),
        9,
      );
    }
    expect([compared.verdict, swapped.verdict].sort()).toEqual(["higher", "lower"]);
  });
});

test("raw quantiles are those that percentile_cont finds", () => {
  const values = upTo(101).map((value) => value ** 2);
  const { raw } = compareArms(
    plain(values, (index) => index),
    plain(values.slice(0, 80), (index) => index),
  );
  expect(raw?.p50?.quantiles).toEqual({
    a: expect.closeTo(51 ** 2, 9),
    b: expect.closeTo((40 ** 2 + 41 ** 2) / 2, 9),
  });
  expect(raw?.p95?.quantiles.b).toBeCloseTo(76 ** 2 + 0.05 * (77 ** 2 - 76 ** 2), 9);
});

test("arms that do not touch leave no doubt, but no certainty either", () => {
  const { raw } = compareArms(
    plain(upTo(200), (index) => `a ${index % 20}`),
    plain(
      upTo(200).map((value) => value + 1_000),
      (index) => `b ${index % 20}`,
    ),
  );
  expect(raw?.chanceALower.value).toBe(1);
  expect(raw?.chanceALower.interval?.from).toBeGreaterThan(0.5);
  expect(raw?.chanceALower.interval?.from).toBeLessThan(1);
});

test("whatever is compared, intervals hold their ratios and shares are shares", () => {
  const trip = fc.record({
    session: fc.oneof(fc.nat(12), fc.constantFrom("1", "a")),
    value: fc.oneof(
      fc.nat(5),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.constantFrom(Number.NaN, -1, 1e300),
    ),
    uncachedInputTokens: fc.constantFrom(null, 100, 100_000),
    outputTokens: fc.constantFrom(null, 10),
    reasoning: fc.constantFrom(null, true),
    connectionReused: fc.constant(null),
    hour: fc.nat(23),
  });
  const arm = fc.array(trip, { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(arm, arm, (a, b) => {
      const { raw, matched, overlap } = compareArms(a, b);
      for (const estimate of [raw, matched]) {
        for (const { ratio, interval, effectiveN } of ratiosOf(estimate)) {
          expect(ratio).toBeGreaterThan(0);
          if (interval) expect(interval.from <= ratio && ratio <= interval.to).toBe(true);
          expect(Math.min(effectiveN.a, effectiveN.b)).toBeGreaterThan(0);
        }
        const { value, interval } = estimate?.chanceALower ?? { value: 0.5, interval: null };
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-9);
        if (interval) expect(interval.from <= value + 1e-9 && value <= interval.to + 1e-9).toBe(true);
      }
      expect(Math.max(overlap.a, overlap.b)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 150 },
  );
});
