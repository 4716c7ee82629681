import fc from "fast-check";
import { expect, test } from "vitest";
import { type EnforcedLimits, enforceLimits } from "./enforce-limits.ts";
import type { LimitRule } from "./limits-configuration.ts";

const T0 = Date.UTC(2026, 10, 23);
const MINUTE = 60_000;

const limited = (...limits: readonly LimitRule[]): EnforcedLimits =>
  enforceLimits({ families: [{ family: "f", models: ["*"], limits }] });

const tokens = (outputTokens: number) => ({ inputTokens: 0, cachedInputTokens: 0, outputTokens });

/** Tries a call that uses exactly its size and ends `lastsMs` later, which no other call may come before. */
function call(limits: EnforcedLimits, size: number, atMs: number, lastsMs = 0) {
  const admission = limits.admit({ account: "a", model: "m", size: tokens(size) }, atMs);
  if (admission.admitted) limits.settle(admission.call, tokens(size), atMs + lastsMs);
  return admission;
}

const calls = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), size: fc.integer({ min: 1, max: 120 }) }),
  { minLength: 1, maxLength: 60 },
);

/** The calls that were admitted, in order. */
function admitted(limits: EnforcedLimits, attempts: readonly { afterMs: number; size: number }[]) {
  let atMs = T0;
  return attempts.flatMap(({ afterMs, size }) => {
    atMs += afterMs;
    return call(limits, size, atMs).admitted ? [{ atMs, size }] : [];
  });
}

/** Every run of admitted calls, as its length in time and its sum. */
function runs(all: readonly { atMs: number; size: number }[]) {
  return all.flatMap((from, index) => {
    let sum = 0;
    return all.slice(index).map(({ atMs, size }) => {
      sum += size;
      return { ms: atMs - from.atMs, sum };
    });
  });
}

test("a token bucket never admits more than its capacity and what was filled up meanwhile", () => {
  fc.assert(
    fc.property(
      calls,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 600 }),
      (attempts, capacity, refillPerMinute) => {
        const limits = limited({ kind: "bucket", unit: "output", capacity, refillPerMinute });
        for (const { ms, sum } of runs(admitted(limits, attempts)))
          expect(sum).toBeLessThanOrEqual(capacity + (refillPerMinute * ms) / MINUTE + 1e-3);
      },
    ),
  );
});

test("a sliding window never has more than its limit within any span of its length", () => {
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 300 }), (attempts, limit) => {
      const limits = limited({ kind: "sliding", unit: "output", windowMinutes: 1, limit });
      for (const { ms, sum } of runs(admitted(limits, attempts)))
        if (ms < MINUTE) expect(sum).toBeLessThanOrEqual(limit);
    }),
  );
});

test.each<[string, LimitRule]>([
  ["token bucket", { kind: "bucket", unit: "output", capacity: 120, refillPerMinute: 70 }],
  ["sliding window", { kind: "sliding", unit: "output", windowMinutes: 1, limit: 120 }],
  ["aligned window", { kind: "fixed", unit: "output", windowMinutes: 1, limit: 120, begins: "aligned" }],
  [
    "window of first use",
    { kind: "fixed", unit: "output", windowMinutes: 1, limit: 120, begins: "firstUse" },
  ],
])("a call that a %s refuses is admitted after the wait it was told, and not earlier", (_, rule) => {
  fc.assert(
    fc.property(calls, (attempts) => {
      const limits = limited(rule);
      let atMs = T0;
      for (const { afterMs, size } of attempts) {
        atMs += afterMs;
        const first = call(limits, size, atMs);
        if (first.admitted) continue;
        const waitMs = first.retryAfterMs ?? Number.NaN;
        if (waitMs >= 2) expect(call(limits, size, atMs + waitMs - 2).admitted).toBe(false);
        atMs += waitMs;
        expect(call(limits, size, atMs).admitted).toBe(true);
      }
    }),
  );
});

test("what a call did not use of its size is given back", () => {
  const limits = limited({ kind: "bucket", unit: "tokens", capacity: 100, refillPerMinute: 60 });
  const first = limits.admit({ account: "a", model: "m", size: tokens(100) }, T0);
  expect(call(limits, 50, T0)).toMatchObject({ admitted: false, class: "rate", retryAfterMs: 50_000 });
  limits.settle(first.call, tokens(30), T0);
  expect(call(limits, 70, T0).admitted).toBe(true);
});

test("a call that is larger than a limit ever is never fits", () => {
  const limits = limited({ kind: "bucket", unit: "tokens", capacity: 100, refillPerMinute: 60 });
  expect(call(limits, 101, T0)).toMatchObject({ admitted: false, isTooLarge: true, retryAfterMs: null });
});

test("an aligned window begins anew at multiples of its length", () => {
  const limits = limited({ kind: "fixed", unit: "requests", windowMinutes: 1, limit: 2, begins: "aligned" });
  const attempts = [50_000, 51_000, 52_000, 60_000].map((ms) => call(limits, 1, T0 + ms));
  expect(attempts.map(({ admitted }) => admitted)).toEqual([true, true, false, true]);
  expect(attempts[2]).toMatchObject({ retryAfterMs: 8_000 });
});

test("a window of first use begins with the first charge after the last one ended", () => {
  const rule = {
    kind: "fixed",
    unit: "percent",
    windowMinutes: 300,
    limit: 100,
    begins: "firstUse",
  } as const;
  const limits = limited(rule);
  const start = () => limits.snapshot("a", now)[0]?.startedAtMs;
  let now = T0;
  expect(start()).toBeNull();
  call(limits, 10, now, 1_000);
  now += 2_000;
  expect(start()).toBe(T0 + 1_000);
  now = T0 + 1_000 + 300 * MINUTE;
  expect(limits.snapshot("a", now)).toMatchObject([{ used: 0, startedAtMs: null, resetsAtMs: null }]);
  now += 40 * MINUTE;
  call(limits, 10, now);
  expect(start()).toBe(now);
});

test("a call that is charged nothing begins no window", () => {
  const rule = {
    kind: "fixed",
    unit: "percent",
    windowMinutes: 300,
    limit: 100,
    begins: "firstUse",
  } as const;
  const limits = limited(rule);
  call(limits, 0, T0);
  expect(limits.snapshot("a", T0)).toMatchObject([{ startedAtMs: null }]);
});

test("a percentage admits until it is spent, and the last call may go beyond", () => {
  const rule = {
    kind: "fixed",
    unit: "percent",
    windowMinutes: 300,
    limit: 100,
    begins: "firstUse",
  } as const;
  const limits = limited(rule);
  expect(call(limits, 99, T0).admitted).toBe(true);
  expect(call(limits, 50, T0 + MINUTE).admitted).toBe(true);
  expect(limits.snapshot("a", T0 + MINUTE)).toMatchObject([{ used: 149, remaining: 0, usedFraction: 1.49 }]);
  expect(call(limits, 1, T0 + 2 * MINUTE)).toMatchObject({
    admitted: false,
    class: "quota",
    boundBy: { family: "f", windowMinutes: 300, unit: "percent" },
    retryAfterMs: 298 * MINUTE,
  });
});

test("as many calls run at once as allowed, and the next enters when one ends", () => {
  const limits = limited({ kind: "concurrency", limit: 2 });
  const admit = (atMs: number) => limits.admit({ account: "a", model: "m", size: tokens(1) }, atMs);
  const [first] = [admit(T0), admit(T0)];
  expect(admit(T0)).toMatchObject({ admitted: false, class: "concurrency", retryAfterMs: null });
  limits.settle(first?.call ?? 0, null, T0 + 5);
  expect(admit(T0 + 5).admitted).toBe(true);
  expect(limits.snapshot("a", T0 + 5)).toMatchObject([{ unit: "concurrency", limit: 2, used: 2 }]);
});

test("asking how full a bucket will be changes nothing", () => {
  const limits = limited(
    { kind: "sliding", unit: "output", windowMinutes: 1, limit: 100 },
    { kind: "bucket", unit: "output", capacity: 100, refillPerMinute: 60 },
    { kind: "fixed", unit: "output", windowMinutes: 1, limit: 100, begins: "firstUse" },
  );
  call(limits, 60, T0);
  const now = limits.snapshot("a", T0 + 1);
  expect(limits.snapshot("a", T0 + 5 * MINUTE).map(({ used }) => used)).toEqual([0, 0, 0]);
  expect(limits.snapshot("a", T0 + 1)).toEqual(now);
});

test("each unit takes its own part of a call, and every account has limits of its own", () => {
  const units = ["requests", "tokens", "input", "output", "percent"] as const;
  const limits = limited(
    ...units.map((unit) => ({ kind: "sliding", unit, windowMinutes: 1, limit: 1_000 }) as const),
  );
  const usage = { inputTokens: 100, cachedInputTokens: 80, outputTokens: 7 };
  const { call } = limits.admit({ account: "a", model: "m", size: usage }, T0);
  limits.settle(call, usage, T0);
  expect(limits.snapshot("a", T0).map(({ used }) => used)).toEqual([1, 107, 20, 7, 27]);
  expect(limits.snapshot("b", T0).map(({ used }) => used)).toEqual([0, 0, 0, 0, 0]);
});
