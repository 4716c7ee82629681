import { describe, expect, test } from "vitest";
import { gradeLedger } from "#tests/support/grade-ledger.ts";
import { type MadeUpWeekOptions, madeUpWeek } from "#tests/support/made-up-week.ts";
import { auditAccount } from "./audit-account.ts";
import type { LedgerCall } from "./ledger-call.ts";

const SEEDS = [101, 102, 103, 104, 105];

function gradeWeeks(options: Omit<MadeUpWeekOptions, "seed">) {
  const grades = SEEDS.flatMap((seed) => {
    const week = madeUpWeek({ ...options, seed });
    return gradeLedger(week, auditAccount(week.buckets, week.calls));
  });
  const sum = (amount: (grade: (typeof grades)[number]["grade"]) => number, kind?: string) =>
    grades
      .filter((found) => kind === undefined || found.kind === kind)
      .reduce((total, { grade }) => total + amount(grade), 0);
  return {
    falseFlags: grades.flatMap(({ grade }) => grade.falseFlags),
    recall: sum(({ found }) => found) / sum(({ detectable }) => detectable),
    detectable: (kind: string) => sum(({ detectable }) => detectable, kind),
    foundAny: (kind: string) => sum(({ foundAny }) => foundAny, kind),
    planted: (kind: string) => sum(({ planted }) => planted, kind),
    quotas: grades.map(({ grade }) => grade.quotaHeld),
  };
}

describe.each<Omit<MadeUpWeekOptions, "seed">>([
  { resolution: 0.01 },
  { resolution: 0.01, rounding: "nearest", readAt: "end", charged: "start", unknownUses: 0 },
  { resolution: 0.0001 },
  { resolution: 0.0001, readAt: "end", charged: "start", unknownUses: 40 },
  { resolution: 0.0001, named: 0 },
  { resolution: 0, subagents: 1 },
])("in made-up weeks with %o", (options) => {
  const graded = gradeWeeks(options);

  test("no flag is false", () => {
    expect(graded.falseFlags).toEqual([]);
  });

  test("planted faults as large as the resolution are found", () => {
    expect(graded.detectable("notCharged")).toBeGreaterThan(0);
    expect(graded.recall).toBeGreaterThanOrEqual(0.95);
  });

  test("the interval of the implied quota holds the true one", () => {
    const known = graded.quotas.filter((held) => held !== null);
    expect(known.length).toBeGreaterThan(0);
    expect(known.filter((held) => held).length / known.length).toBeGreaterThanOrEqual(0.95);
  });
});

test("at hundredths of a percent nearly all uncharged and most double charged calls are found", () => {
  const graded = gradeWeeks({ resolution: 0.0001 });
  expect(graded.foundAny("notCharged") / graded.planted("notCharged")).toBeGreaterThan(0.95);
  expect(graded.foundAny("chargedTwice") / graded.planted("chargedTwice")).toBeGreaterThan(0.7);
});

test("charges somewhere between start and end, and costs that vary by a tenth, raise no false flags", () => {
  expect(gradeWeeks({ resolution: 0.0001, charged: "between" }).falseFlags).toEqual([]);
  expect(gradeWeeks({ resolution: 0.0001, noise: 0.1 }).falseFlags).toEqual([]);
});

test("calls whose family nobody named count for the family whose meter moves with their model", () => {
  const week = madeUpWeek({ seed: 7, resolution: 0.01, named: 0 });
  const { models } = auditAccount(week.buckets, week.calls);
  expect(models.map(({ model, moved }) => [model, moved]).toSorted()).toEqual([
    ["gpt-made-up", ["general"]],
    ["gpt-made-up-spark", ["spark"]],
  ]);
});

test("a model whose calls move the meters of two families is told", () => {
  const week = madeUpWeek({ seed: 8, resolution: 0.0001, planted: 0, unknownUses: 0 });
  const general = week.buckets.find(
    ({ bucket }) => bucket.family === "general" && bucket.windowMinutes === 10_080,
  );
  if (general === undefined) throw new Error("no such bucket");
  // The second meter copies the first.
  const copy = { bucket: { ...general.bucket, family: "copy" }, points: general.points };
  const unnamed: LedgerCall[] = week.calls.map((call) => ({ ...call, family: null }));
  const { models } = auditAccount([...week.buckets, copy], unnamed);
  expect(models.find(({ model }) => model === "gpt-made-up")?.moved).toEqual(["copy", "general"]);
});

test("calls of which no tokens were told raise no flag", () => {
  const week = madeUpWeek({ seed: 9, resolution: 0.0001, planted: 0, unknownUses: 0 });
  const calls = week.calls.map((call, index) => (index % 4 === 0 ? { ...call, outputTokens: null } : call));
  const flags = auditAccount(week.buckets, calls).buckets.flatMap(({ ledger }) =>
    ledger.entries.flatMap((entry) => entry.flags),
  );
  expect(flags).toEqual([]);
});

test("calls that failed may have cost something or nothing", () => {
  const week = madeUpWeek({ seed: 10, resolution: 0.0001, unknownUses: 0 });
  const calls = week.calls.map((call) =>
    week.planted.get(call.id) === "notCharged" ? { ...call, outcome: "failed" as const } : call,
  );
  const kinds = auditAccount(week.buckets, calls).buckets.flatMap(({ ledger }) =>
    ledger.entries.flatMap(({ flags }) =>
      flags
        .filter(({ callIds }) => callIds.some((id) => week.planted.get(id) === "notCharged"))
        .map(({ kind }) => kind),
    ),
  );
  expect(kinds).not.toContain("notCharged");
});
