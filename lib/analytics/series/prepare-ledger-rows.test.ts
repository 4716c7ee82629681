import { expect, test } from "vitest";
import type { AuditedBucket } from "#lib/analytics/audit-limits.ts";
import type { BucketLedger, LedgerFlagKind } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { listLedgerFaults, prepareLedgerRows } from "./prepare-ledger-rows.ts";

const WEIGHTING = {
  name: "weighted tokens",
  request: 0,
  uncachedInput: 1,
  cachedInput: 0.1,
  output: 4,
} as const;

function audited(
  account: string,
  kinds: readonly LedgerFlagKind[],
  more: Partial<BucketLedger> = {},
): AuditedBucket {
  const amount = { from: 0.01, to: 0.03 };
  const entries = kinds.map((kind, index) => ({
    fromMs: index,
    toMs: index + 1,
    usedFrom: 0,
    usedTo: 0,
    observed: { ...amount, told: 0.02 },
    expected: null,
    callIds: [],
    flags: [{ kind, fromMs: index, toMs: index + 1, amount, callIds: [] }],
  }));
  return {
    provider: "openai",
    account,
    family: "codex",
    familyName: null,
    windowMinutes: 300,
    unit: "percent",
    ledger: {
      state: "audited",
      entries,
      quota: { size: 801_234, interval: { from: 770_000, to: 840_499 }, weighting: WEIGHTING, n: 61 },
      weightings: [WEIGHTING],
      resolution: { notCharged: 0.03, chargedTwice: 0.05 },
      totals: { observed: 3.4, unexplained: 0.34, calls: 1234 },
      ...more,
    },
  };
}

test("a ledger says what moved, what nobody explains, and an estimate with its spread", () => {
  expect(
    prepareLedgerRows([audited("3f9a12345", ["notCharged", "unexplained", "notCharged", "chargedTwice"])]),
  ).toMatchObject([
    {
      name: { main: "codex · 5 h", detail: "account 3f9a12" },
      isAudited: true,
      calls: "1,234",
      moved: { main: "340 %" },
      unexplained: { main: "10 %", detail: "34 % of the bucket" },
      smallest: { main: "3.0 %", detail: "5.0 % if charged twice" },
      quota: { main: "about 801,000 weighted tokens", detail: "770,000 to 840,000, n 61" },
      faults: "2 not charged, 1 charged twice",
    },
  ]);
});

test("a bucket that could not be audited has no faults that are none", () => {
  const none = {
    state: "tooFewSteps",
    quota: null,
    resolution: { notCharged: null, chargedTwice: null },
    totals: { observed: 0, unexplained: 0, calls: 2 },
  } as const;
  expect(prepareLedgerRows([audited("a", [], none)])).toMatchObject([
    {
      isAudited: false,
      faults: "–",
      quota: { main: "–" },
      smallest: { main: "–", detail: null },
      unexplained: { main: "–", detail: null },
      state: "moved too little",
    },
  ]);
  expect(prepareLedgerRows([audited("a", [])])[0]?.faults).toBe("none");
});

test("faults are the latest first, and what others used is none", () => {
  const buckets = [
    audited("a", ["notCharged", "unexplained"]),
    audited("b", ["unexplained", "chargedTwice"]),
  ];
  const faults = listLedgerFaults(buckets);
  expect(faults.map(({ bucket, flag }) => [bucket.account, flag.kind])).toEqual([
    ["b", "chargedTwice"],
    ["a", "notCharged"],
  ]);
});
