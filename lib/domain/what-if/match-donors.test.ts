import { expect, test } from "vitest";
import type { DonorCost } from "./donor-cost.ts";
import { type DonorWish, matchDonors } from "./match-donors.ts";

function donor(uncachedInput: number | null, more: Partial<DonorCost> = {}): DonorCost {
  return {
    session: "donor",
    tier: "Instant",
    transport: "sse",
    isNewConnection: false,
    reasons: false,
    uncachedInput,
    connectMs: 0,
    queueMs: 0,
    firstTokenMs: uncachedInput ?? 1,
    msPerToken: 1,
    tailMs: 0,
    isReckoned: false,
    ...more,
  };
}

const WISH: DonorWish = {
  tier: "Instant",
  transport: "sse",
  isNewConnection: false,
  reasons: false,
  uncachedInput: 4000,
};

const many = (n: number, make: (nth: number) => DonorCost): DonorCost[] =>
  Array.from({ length: n }, (_, nth) => make(nth));

/** The donors that a wish gets. */
function found(costs: readonly DonorCost[], wish: Partial<DonorWish> = {}) {
  const matcher = matchDonors(costs, 100);
  const match = matcher.find({ ...WISH, ...wish });
  const set = match && matcher.sets[match.set];
  return match === null
    ? null
    : {
        isComparable: match.isComparable,
        donors: [...(set?.donors ?? [])].flatMap((index) => costs[index] ?? []),
        waitFactors: [...(set?.waitFactors ?? [])],
      };
}

test("donors are those of the nearest sizes, the quickest first", () => {
  const costs = many(1000, (nth) => donor(100 * nth));
  const match = found(costs);
  expect(match?.isComparable).toBe(true);
  const sizes = match?.donors.map(({ uncachedInput }) => uncachedInput ?? 0) ?? [];
  expect(sizes).toHaveLength(40);
  expect(Math.min(...sizes)).toBeGreaterThan(1500);
  expect(Math.max(...sizes)).toBeLessThan(6500);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
});

test("a size of which there are too few donors is not comparable, and gets the nearest", () => {
  const match = found([...many(50, () => donor(1000)), ...many(3, () => donor(60_000))], {
    uncachedInput: 60_000,
  });
  expect(match?.isComparable).toBe(false);
  expect(match?.donors.some(({ uncachedInput }) => uncachedInput === 60_000)).toBe(true);
});

test("donors have the same connection state and reasoning where there are such", () => {
  const costs = [
    ...many(20, () => donor(4000)),
    ...many(20, () => donor(4000, { isNewConnection: true })),
    ...many(20, () => donor(4000, { reasons: true })),
  ];
  const match = found(costs, { isNewConnection: true });
  expect(match?.donors.every(({ isNewConnection }) => isNewConnection)).toBe(true);
  const next = found(costs, { isNewConnection: true, reasons: true });
  expect(next?.isComparable).toBe(false);
  expect(next?.donors.every(({ reasons }) => reasons)).toBe(true);
});

test("a wish that leaves the connection open takes new and reused ones as they come", () => {
  const costs = many(400, (nth) => donor(2 * nth + 3600, { isNewConnection: nth % 4 === 0 }));
  const match = found(costs, { isNewConnection: null });
  expect(match?.isComparable).toBe(true);
  expect(match?.donors.filter(({ isNewConnection }) => isNewConnection)).toHaveLength(10);
});

test("of many donors of one size not only the first are drawn from", () => {
  const costs = many(400, (nth) => donor(4000, { session: Math.floor(nth / 40) }));
  const match = found(costs);
  expect(new Set(match?.donors.map(({ session }) => session)).size).toBeGreaterThan(5);
});

test("donors of another size wait as long as one of the wished size would", () => {
  const waitMs = (tokens: number) => 200 + 0.05 * tokens;
  const costs = many(50, (nth) => donor(1000 + 40 * nth, { firstTokenMs: waitMs(1000 + 40 * nth) }));
  const match = found(costs);
  for (const [at, { firstTokenMs }] of (match?.donors ?? []).entries()) {
    // Sizes are told apart in steps.
    expect((firstTokenMs * (match?.waitFactors[at] ?? 0)) / waitMs(4000)).toBeGreaterThan(0.9);
    expect((firstTokenMs * (match?.waitFactors[at] ?? 0)) / waitMs(4000)).toBeLessThan(1.1);
  }
  expect(match?.donors.length).toBeGreaterThan(0);
  expect(new Set(found(costs, { uncachedInput: null })?.waitFactors)).toEqual(new Set([1]));
});

test("an unknown size gets donors of any, and is not comparable", () => {
  const costs = many(50, (nth) => donor(nth * 1000));
  expect(found(costs, { uncachedInput: null })).toMatchObject({ isComparable: false });
  expect(found(costs, { uncachedInput: null })?.donors).toHaveLength(50);
});

test("there is no donor of another tier or transport", () => {
  expect(found(many(50, () => donor(4000, { tier: "Deep" })))).toBeNull();
  expect(found(many(50, () => donor(4000, { transport: "websocket" })))).toBeNull();
  expect(
    found(
      many(50, () => donor(4000, { transport: "websocket" })),
      { transport: null },
    ),
  ).not.toBeNull();
});
