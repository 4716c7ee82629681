import { expect, test } from "vitest";
import type { Bucket } from "./bucket.ts";
import type { BucketForecast } from "./bucket-forecast.ts";
import { gateBuckets } from "./gate-buckets.ts";
import { type CountedBucket, teamHeadroom } from "./team-headroom.ts";

/** Gates made-up buckets, given as what differs from an unused one of `codex` over five hours. */
function team(
  ...all: readonly (Partial<Bucket> & Partial<BucketForecast> & { readonly remaining?: number })[]
): CountedBucket[] {
  const gated = gateBuckets(
    all.map(
      ({
        provider = "openai",
        account = "a",
        family = "codex",
        windowMinutes = 300,
        unit = "percent",
        ...told
      }) => ({
        bucket: { provider, account, family, windowMinutes, unit },
        forecast: {
          usedFraction: 0,
          resetsAtMs: 9_000,
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
      }),
    ),
  );
  return gated.map((one, index) => ({ ...one, remaining: all[index]?.remaining ?? null }));
}

test("accounts and buckets that are blocked are counted, be it by another bucket", () => {
  const headroom = teamHeadroom(
    team(
      { account: "a", usedFraction: 1 },
      { account: "a", family: "codex_bengalfox" },
      { account: "b", usedFraction: 0.2 },
      { account: null, usedFraction: 0.3 },
    ),
  );
  expect(headroom).toMatchObject({ accounts: 3, accountsBlocked: 1, buckets: 4, bucketsBlocked: 2 });
  expect(headroom.families.map(({ family, buckets, blocked }) => [family, buckets, blocked])).toEqual([
    ["codex", 3, 1],
    ["codex_bengalfox", 1, 1],
  ]);
});

test("counts are summed over accounts, without what is blocked; of so many that told it", () => {
  const [family] = teamHeadroom(
    team(
      { account: "a", unit: "requests", remaining: 10 },
      { account: "b", unit: "requests", remaining: 5 },
      { account: "c", unit: "requests", remaining: 3, usedFraction: 1 },
      { account: "d", unit: "requests" },
    ),
  ).families;
  expect(family).toMatchObject({ headroom: 15, counted: 3, buckets: 4, blocked: 1 });
});

test("shares are not summed; the least is told", () => {
  const [family] = teamHeadroom(
    team({ account: "a", usedFraction: 0.75, remaining: 25 }, { account: "b", usedFraction: 0.1 }),
  ).families;
  expect(family).toMatchObject({ headroom: null, counted: 0, leastShare: 0.25 });
});

test("the next stop names the bucket that runs out and the one that thereby stops", () => {
  const headroom = teamHeadroom(
    team(
      { account: "a", exhaustsAtMs: 3_000 },
      { account: "b", windowMinutes: 10_080, exhaustsAtMs: 2_000 },
      { account: "b", family: "codex_bengalfox" },
      { account: "c", usedFraction: 1, exhaustsAtMs: 1_000 },
    ),
  );
  expect(headroom.nextStop).toMatchObject({
    bucket: { account: "b", windowMinutes: 10_080 },
    stops: { account: "b", family: "codex" },
    atMs: 2_000,
  });
  const spark = headroom.families.find(({ family }) => family === "codex_bengalfox");
  expect(spark?.nextStop).toMatchObject({
    bucket: { family: "codex" },
    stops: { family: "codex_bengalfox" },
  });
  expect(headroom.families[0]).toMatchObject({ windowMinutes: 300, runningOut: 1 });
});

test("windows of different length stand apart, in order", () => {
  const { families } = teamHeadroom(team({ windowMinutes: 10_080 }, { windowMinutes: 300, account: "b" }));
  expect(families.map(({ windowMinutes }) => windowMinutes)).toEqual([300, 10_080]);
});

test("a team without buckets has no headroom to tell", () => {
  expect(teamHeadroom([])).toEqual({
    accounts: 0,
    accountsBlocked: 0,
    buckets: 0,
    bucketsBlocked: 0,
    nextStop: null,
    families: [],
  });
});
