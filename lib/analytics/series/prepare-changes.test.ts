import { expect, test } from "vitest";
import type { WatchedChange, WhatChanged } from "#lib/analytics/what-changed.ts";
import { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { prepareChanges } from "./prepare-changes.ts";

const words = {
  ttftMs: { name: "TTFT", format: (ms: number) => `${ms} ms` },
  e2eMs: { name: "E2E", format: (ms: number) => `${ms} ms` },
  decodeTokensPerSecond: { name: "Decode rate", format: (rate: number) => `${rate} tok/s` },
};

test("a wait that grew is worse, tells its cause, and leads to what was rare before", () => {
  const { rows } = prepareChanges(
    changed({ ttftMs: { before: 1000, now: 1500, from: 1.4, to: 1.6 } }),
    words,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    tone: "worse",
    cause: { dimension: "clientVersion", value: "2.0", text: "which was not there before" },
    evidence: { metric: "ttftMs", min: 3000, max: null },
  });
  expect(rows[0]?.text.map(({ text }) => text).join("")).toBe(
    "TTFT: +50 % at the median, 1500 ms after 1000 ms (n 500 and 400).",
  );
});

test("the bound of the evidence is one that an address can carry", () => {
  const told = changed({ ttftMs: { before: 1000 / 3, now: 500, from: 1.4, to: 1.6 } });
  expect(prepareChanges(told, words).rows[0]?.evidence).toMatchObject({ min: 1000 });
  const better = changed({ ttftMs: { before: 1000 / 3, now: 100, from: 0.2, to: 0.4 } });
  expect(prepareChanges(better, words).rows[0]?.evidence).toMatchObject({ max: 333.33 });
});

test("a rate that grew is better", () => {
  const told = changed({ decodeTokensPerSecond: { before: 60, now: 90, from: 1.3, to: 1.7 } });
  expect(prepareChanges(told, words).rows).toMatchObject([{ key: "decodeTokensPerSecond", tone: "better" }]);
});

test("what chance can do, and what nobody feels, did not change", () => {
  const told = changed({
    ttftMs: { before: 1000, now: 1200, from: 0.9, to: 1.5 },
    e2eMs: { before: 1000, now: 1040, from: 1.02, to: 1.06 },
  });
  expect(prepareChanges(told, words)).toMatchObject({ rows: [], unchanged: ["TTFT", "E2E", "Decode rate"] });
});

test("more failures are told, and come before better waits", () => {
  const told = changed({ ttftMs: { before: 1000, now: 500, from: 0.4, to: 0.6 } }, { failed: 40 });
  expect(prepareChanges(told, words).rows).toMatchObject([
    { key: "failed", tone: "worse", evidence: { outcome: "failed" } },
    { key: "ttftMs", tone: "better", evidence: { min: null, max: 1000 } },
  ]);
});

test("with hardly anything before, nothing is compared", () => {
  const told = changed({ ttftMs: { before: 1000, now: 1500, from: 1.4, to: 1.6 } });
  expect(prepareChanges({ ...told, countsBefore: new FigureSums().counts }, words)).toEqual({
    rows: [],
    unchanged: [],
    isComparable: false,
  });
});

test("a value that moved by itself is told, unless it is the cause of what is told already", () => {
  const told = changed({ ttftMs: { before: 1000, now: 1500, from: 1.4, to: 1.6 } });
  const moved = watched("e2eMs", { before: 1000, now: 2000, from: 1.8, to: 2.2 });
  const value = { now: moved.now, before: moved.before, ratio: { ratio: 2, from: 1.8, to: 2.2 } };
  const values = [
    { ...value, metric: "e2eMs", dimension: "transport", value: "websocket" },
    { ...value, metric: "ttftMs", dimension: "clientVersion", value: "2.0" },
  ] as const;
  const rows = prepareChanges({ ...told, values }, words).rows;
  expect(rows.map(({ key }) => key)).toEqual(["ttftMs", "e2eMs transport websocket"]);
  expect(rows[1]?.evidence).toEqual({ dimension: "transport", value: "websocket" });
});

interface Moved {
  readonly before: number;
  readonly now: number;
  readonly from: number;
  readonly to: number;
}

function changed(
  moved: Partial<Record<WatchedChange["metric"], Moved>>,
  { failed = 4 }: { readonly failed?: number } = {},
): WhatChanged {
  const metrics = (["ttftMs", "e2eMs", "decodeTokensPerSecond"] as const).map((metric) =>
    watched(metric, moved[metric] ?? { before: 100, now: 100, from: 0.98, to: 1.02 }),
  );
  return {
    before: { fromMs: 0, toMs: 1 },
    metrics,
    values: [],
    countsNow: counts(500, failed),
    countsBefore: counts(400, 3),
  };
}

function watched(metric: WatchedChange["metric"], { before, now, from, to }: Moved): WatchedChange {
  const quantiles = (value: number, n: number) => ({
    p50: { value, interval: null },
    p95: { value: 3 * value, interval: null },
    p99: { value: null, interval: null },
    n,
  });
  const change = now / before - 1;
  return {
    metric,
    now: quantiles(now, 500),
    before: quantiles(before, 400),
    ratios: { p50: { ratio: now / before, from, to }, p95: { ratio: 1, from: 0.8, to: 1.3 }, p99: null },
    change: {
      meanBefore: before,
      meanAfter: now,
      change,
      contributions: [
        { dimension: "clientVersion", value: "2.0", kind: "entered", points: 0.8 * change },
        { dimension: "model", value: "gpt", kind: "mix", points: 0.2 * change },
      ],
    },
  };
}

function counts(n: number, failed: number) {
  const sums = new FigureSums();
  sums.addCounts({ n, failed, complete: n - failed });
  return sums.counts;
}
