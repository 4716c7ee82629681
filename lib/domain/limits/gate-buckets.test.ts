import { describe, expect, test } from "vitest";
import type { BucketForecast } from "./bucket-forecast.ts";
import { type BucketOutlook, gateBuckets } from "./gate-buckets.ts";
import { learnGates } from "./limit-gates.ts";

/** How full a made-up bucket is, and what is expected of it. */
function outlook(
  family: string,
  windowMinutes: number,
  {
    provider = "openai",
    account = "a",
    unit = "percent",
    ...told
  }: Partial<BucketOutlook["bucket"]> & Partial<BucketForecast> = {},
): BucketOutlook {
  return {
    bucket: { provider, account, family, windowMinutes, unit },
    forecast: {
      usedFraction: 0,
      resetsAtMs: windowMinutes * 1_000,
      pace: null,
      exhaustsAtMs: null,
      exhaustsAtIntervalMs: null,
      chanceOfExhaustion: null,
      projectedFraction: null,
      projectedInterval: null,
      lockOutMs: null,
      confidence: 0.8,
      gap: null,
      ...told,
    },
  };
}

const blockers = (outlooks: readonly BucketOutlook[], ...learned: Parameters<typeof gateBuckets>[1][]) =>
  gateBuckets(
    outlooks,
    learned.flat().filter((gate) => gate !== undefined),
  ).map(({ blockedBy }) => blockedBy.map(({ family, windowMinutes }) => `${family} ${windowMinutes}`));

describe("what a spent bucket blocks", () => {
  test("the fast tier is blocked by the general family, and shows until when", () => {
    const [, spark] = gateBuckets([
      outlook("codex", 10_080, { usedFraction: 1 }),
      outlook("codex_bengalfox", 300),
    ]);
    expect(spark).toMatchObject({
      isSpent: false,
      blockedBy: [{ family: "codex", windowMinutes: 10_080 }],
      blockedUntilMs: 10_080_000,
    });
  });

  test("the general family is not blocked by the fast tier", () => {
    expect(blockers([outlook("codex", 300), outlook("codex_bengalfox", 300, { usedFraction: 1 })])).toEqual([
      [],
      [],
    ]);
  });

  test("a spent week blocks the five hours of its family", () => {
    expect(blockers([outlook("codex", 300), outlook("codex", 10_080, { usedFraction: 1.02 })])).toEqual([
      ["codex 10080"],
      [],
    ]);
  });

  test("the window of one Claude model is blocked by the general one, extra usage is not", () => {
    const anthropic = { provider: "anthropic" };
    expect(
      blockers([
        outlook("unified", 300, { ...anthropic, usedFraction: 1 }),
        outlook("unified_7d_opus", 10_080, anthropic),
        outlook("unified_overage", 43_200, anthropic),
      ]),
    ).toEqual([[], ["unified 300"], []]);
  });

  test("neither another account nor another provider is blocked", () => {
    expect(
      blockers([
        outlook("codex", 10_080, { usedFraction: 1 }),
        outlook("codex", 300, { account: "b" }),
        outlook("codex", 300, { provider: "azure" }),
        outlook("codex", 300, { account: null }),
      ]),
    ).toEqual([[], [], [], []]);
  });

  test("spent credits block nothing", () => {
    expect(
      blockers([outlook("codex", 300), outlook("codex", 1, { unit: "credits", usedFraction: 1 })]),
    ).toEqual([[], []]);
  });

  test("a bucket of which nothing is known blocks nothing", () => {
    expect(blockers([outlook("codex", 300), outlook("codex", 10_080, { usedFraction: null })])).toEqual([
      [],
      [],
    ]);
  });
});

test("blocked by several, it is blocked until the last of them resets, and unknown when one of them does not say", () => {
  const spent = { usedFraction: 1 };
  const week = outlook("codex", 10_080, spent);
  const hours = outlook("codex", 300, spent);
  const spark = outlook("codex_bengalfox", 300);
  expect(gateBuckets([hours, spark, week])[1]?.blockedUntilMs).toBe(10_080_000);
  const silent = outlook("codex", 60, { ...spent, resetsAtMs: null });
  expect(gateBuckets([hours, spark, week, silent])[1]?.blockedUntilMs).toBeNull();
});

test("the next stop is the first of all buckets that a call must pass", () => {
  const [spark, general] = gateBuckets([
    outlook("codex_bengalfox", 300, { exhaustsAtMs: 2_000 }),
    outlook("codex", 300, { exhaustsAtMs: 1_000 }),
  ]);
  expect(spark?.nextStop).toMatchObject({ bucket: { family: "codex" }, atMs: 1_000 });
  expect(general?.nextStop).toMatchObject({ bucket: { family: "codex" }, atMs: 1_000 });
});

describe("gates that refusals show", () => {
  const refusal = { provider: "groq", family: "fast.one", boundBy: "all" };
  const outlooks = [
    outlook("all", 60, { provider: "groq", usedFraction: 1 }),
    outlook("fast.one", 60, { provider: "groq" }),
    outlook("fastxone", 60, { provider: "groq" }),
  ];

  test("are learned from two refusals, of exactly that family", () => {
    expect(blockers(outlooks, learnGates([refusal, refusal]))).toEqual([[], ["all 60"], []]);
  });

  test("are not learned from one, nor from refusals by the own family", () => {
    expect(learnGates([refusal])).toEqual([]);
    expect(
      learnGates([
        { ...refusal, boundBy: "fast.one" },
        { ...refusal, boundBy: "fast.one" },
      ]),
    ).toEqual([]);
  });
});
