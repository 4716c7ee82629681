import { expect, test } from "vitest";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import { generateHistory } from "./generate-history.ts";
import type { HistoryOptions } from "./history-options.ts";
import { isWhere } from "./regression.ts";

const HOUR_MS = 3_600_000;
const OPTIONS: HistoryOptions = {
  seed: 3,
  roundTrips: 60_000,
  people: 150,
  teams: 15,
  days: 28,
  endMs: Date.UTC(2026, 10, 28),
};

function roundTripsOf(options: HistoryOptions): RoundTrip[] {
  return generateHistory(options).days.flatMap((day) =>
    [...day.segments()].flatMap(({ assembly }) => assembly.roundTrips),
  );
}

const { truth, people } = generateHistory(OPTIONS);
const roundTrips = roundTripsOf(OPTIONS);
const complete = roundTrips.filter(({ outcome }) => outcome === "complete");

function median(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  expect(known.length).toBeGreaterThan(30);
  return known[known.length >> 1] ?? Number.NaN;
}

const ttft = (of: readonly RoundTrip[]) => median(of.map(({ ttftMs }) => ttftMs));

const share = (of: readonly RoundTrip[], has: (one: RoundTrip) => boolean) =>
  of.filter(has).length / of.length;

/** Since the median call of one time is not the same work as that of another, those of like size are compared. */
function matchedRatio(a: readonly RoundTrip[], b: readonly RoundTrip[]): number {
  const cellOf = ({ inputTokens, cachedInputTokens }: RoundTrip) =>
    Math.floor(2 * Math.log2(Math.max(64, (inputTokens ?? 0) - (cachedInputTokens ?? 0))));
  const others = Map.groupBy(b, cellOf);
  const logs = [...Map.groupBy(a, cellOf)].flatMap(([cell, own]) => {
    const beside = others.get(cell) ?? [];
    const weight = (own.length * beside.length) / (own.length + beside.length);
    return own.length < 80 || beside.length < 80
      ? []
      : [[Math.log(ttft(own) / ttft(beside)), weight] as const];
  });
  const weights = logs.reduce((sum, [, weight]) => sum + weight, 0);
  return Math.exp(logs.reduce((sum, [log, weight]) => sum + log * weight, 0) / weights);
}

test("from the middle on, one version of one client waits as much longer as planted, and no other does", () => {
  const { regression } = truth;
  if (regression === null) throw new Error("No regression was planted");
  const alike = complete.filter(({ client, transport }) => client === "codex" && transport === "websocket");
  const [hit, others] = [true, false].map((is) =>
    alike.filter((one) => isWhere(regression.where, one) === is),
  );
  const halves = (of: readonly RoundTrip[] = []) =>
    [true, false].map((is) => of.filter(({ startedAtMs }) => startedAtMs >= regression.startMs === is));
  const [hitAfter = [], hitBefore = []] = halves(hit);
  const [otherAfter = [], otherBefore = []] = halves(others);
  expect(Math.abs(matchedRatio(hitAfter, hitBefore) / regression.factor - 1)).toBeLessThan(0.1);
  expect(Math.abs(matchedRatio(otherAfter, otherBefore) - 1)).toBeLessThan(0.1);
  const isNew = ({ connectionReused }: RoundTrip) => connectionReused === false;
  expect(share(hitAfter, isNew) - share(hitBefore, isNew)).toBeCloseTo(regression.newConnectionShare, 1);
});

test("as many round trips are hit as the truth says", () => {
  const { regression } = truth;
  if (regression === null) throw new Error("No regression was planted");
  const after = roundTrips.filter(({ startedAtMs }) => startedAtMs >= regression.startMs);
  const hit = share(after, (one) => isWhere(regression.where, one));
  expect(hit).toBeGreaterThan(0.1);
  expect(Math.abs(hit / (regression.expectedShare ?? Number.NaN) - 1)).toBeLessThan(0.1);
});

test("a regression can be planted elsewhere, or not at all", () => {
  const where = { transport: "sse", model: "claude-sonnet-5" } as const;
  const options = { ...OPTIONS, regression: { where, factor: 3 } };
  const planted = generateHistory(options).truth.regression;
  const hit = roundTripsOf(options).filter((one) => one.outcome === "complete" && isWhere(where, one));
  const [after, before] = [true, false].map((is) =>
    hit.filter(({ startedAtMs }) => startedAtMs >= (planted?.startMs ?? 0) === is),
  );
  expect(Math.abs(ttft(after ?? []) / ttft(before ?? []) / 3 - 1)).toBeLessThan(0.1);
  expect(planted?.expectedShare).toBeNull();
  expect(generateHistory({ ...OPTIONS, regression: null }).truth.regression).toBeNull();
});

test("the fast service is faster for equal work, and looks slower because it is given the heavy work", () => {
  const { reversal } = truth;
  if (reversal === null) throw new Error("No reversal was planted");
  const pairOf = (of: readonly RoundTrip[]) =>
    [reversal.a, reversal.b].map((tier) =>
      of.filter(
        (one) => isWhere(reversal.where, one) && one.serviceTier === tier && one.connectionReused !== false,
      ),
    );
  const quiet = (of: readonly RoundTrip[]) =>
    of.filter((one) => truth.regression === null || !isWhere(truth.regression.where, one));
  const [a = [], b = []] = pairOf(quiet(complete));
  expect(ttft(a) / ttft(b)).toBeGreaterThan(1.05);
  expect(matchedRatio(a, b)).toBeCloseTo(reversal.ratios.ttftMs, 1);
  const rate = (of: readonly RoundTrip[]) =>
    median(of.map(({ decodeTokensPerSecond }) => decodeTokensPerSecond));
  expect(rate(a) / rate(b)).toBeCloseTo(reversal.ratios.decodeTokensPerSecond, 1);
  const tierOf = compileTierRules(DEFAULT_TIER_RULES);
  expect([a, b].map((of) => [...new Set(of.map(tierOf))])).toEqual(reversal.tiers.map((tier) => [tier]));

  const plain = { ...OPTIONS, isConfounded: false };
  expect(generateHistory(plain).truth.reversal).toBeNull();
  const [c = [], d = []] = pairOf(quiet(roundTripsOf(plain).filter(({ outcome }) => outcome === "complete")));
  expect(ttft(c) / ttft(d)).toBeLessThan(0.9);
});

test("models run at the rates that the truth tells", () => {
  const { regression } = truth;
  for (const { model, serviceTier, reasoningEffort, outputTokensPerSecond, burstShare } of truth.models) {
    const own = complete.filter(
      (one) =>
        one.model === model &&
        one.serviceTier === serviceTier &&
        one.reasoningEffort === reasoningEffort &&
        (regression === null || !isWhere(regression.where, one)),
    );
    const rate = median(own.map(({ decodeTokensPerSecond }) => decodeTokensPerSecond));
    expect(rate / outputTokensPerSecond / (1 + burstShare / 3)).toBeCloseTo(0.95, 1);
  }
});

test("some nineteen of twenty round trips are complete, and all ways to end otherwise occur", () => {
  const of = (outcome: RoundTrip["outcome"]) => share(roundTrips, (one) => one.outcome === outcome);
  expect(of("complete")).toBeGreaterThan(0.93);
  expect(of("complete")).toBeLessThan(0.975);
  expect(of("cancelled")).toBeGreaterThan(0.01);
  expect(of("failed")).toBeGreaterThan(0.008);
  expect(of("rateLimited")).toBeGreaterThan(0.002);
  expect(share(roundTrips, ({ attempts }) => attempts.length > 1)).toBeGreaterThan(0.01);
  const classes = new Set(
    roundTrips.flatMap(({ attempts }) => attempts.map(({ throttle }) => throttle?.class)),
  );
  for (const kind of ["rate", "capacity", "quota"] as const) expect(classes).toContain(kind);
  expect(roundTrips.some(({ stalls }) => (stalls ?? 0) > 0)).toBe(true);
  expect(roundTrips.some(({ fallbackFromWebSocket }) => fallbackFromWebSocket)).toBe(true);
});

test("people work by day, eat at noon, rest at the weekend, and a few do most", () => {
  const offsets = new Map(people.map(({ name, rhythm }) => [name, rhythm.utcOffsetHours]));
  const atDesk = roundTrips.filter(({ client }) => ["codex", "claude-code", "gemini-cli"].includes(client));
  const local = atDesk.map(
    ({ person, startedAtMs }) => new Date(startedAtMs + (offsets.get(person ?? "") ?? 0) * HOUR_MS),
  );
  const atHour = (hour: number) => local.filter((time) => time.getUTCHours() === hour).length;
  expect(atHour(10)).toBeGreaterThan(10 * atHour(3));
  expect(atHour(12)).toBeLessThan(0.85 * atHour(10));
  expect(atHour(12)).toBeLessThan(0.85 * atHour(15));
  const onWeekend = local.filter((time) => [0, 6].includes(time.getUTCDay())).length;
  expect(onWeekend / local.length).toBeLessThan(0.06);
  expect(onWeekend).toBeGreaterThan(0);
  const counts = [...Map.groupBy(roundTrips, ({ person }) => person).values()]
    .map(({ length }) => length)
    .toSorted((a, b) => b - a);
  const top = counts.slice(0, Math.ceil(people.length / 10)).reduce((a, b) => a + b, 0);
  expect(top / roundTrips.length).toBeGreaterThan(0.25);
});

test("the busiest hours wait longer: a queue, and more that is refused", () => {
  const byHour = [
    ...Map.groupBy(roundTrips, ({ startedAtMs }) => Math.floor(startedAtMs / HOUR_MS)).values(),
  ].toSorted((a, b) => a.length - b.length);
  const quarter = byHour.length >> 2;
  const isRefused = ({ attempts }: RoundTrip) => attempts.some(({ throttle }) => throttle !== null);
  const [quiet, busy] = [byHour.slice(0, 2 * quarter).flat(), byHour.slice(-quarter).flat()];
  expect(share(busy, isRefused)).toBeGreaterThan(1.3 * share(quiet, isRefused));
});

test("calls of one session have something in common that those of another of the same person have not", () => {
  const alike = complete.filter(
    ({
      model,
      serviceTier,
      reasoningEffort,
      connectionReused,
      inputTokens,
      cachedInputTokens,
      startedAtMs,
      ttftMs,
    }) =>
      model === "gpt-5.3-codex" &&
      serviceTier === "default" &&
      reasoningEffort === "medium" &&
      connectionReused !== false &&
      (inputTokens ?? 0) - (cachedInputTokens ?? 0) < 1_500 &&
      startedAtMs < (truth.regression?.startMs ?? 0) &&
      ttftMs !== null,
  );
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  let [within, withinFreedom, between, betweenFreedom, size, sessionCount] = [0, 0, 0, 0, 0, 0];
  for (const own of Map.groupBy(alike, ({ person }) => person).values()) {
    const sessions = [...Map.groupBy(own, ({ sessionId }) => sessionId).values()]
      .filter((calls) => calls.length > 2)
      .map((calls) => calls.map(({ ttftMs }) => Math.log(ttftMs ?? 1)));
    if (sessions.length < 2) continue;
    const mean = meanOf(sessions.flat());
    for (const logs of sessions) {
      within += logs.reduce((sum, log) => sum + (log - meanOf(logs)) ** 2, 0);
      withinFreedom += logs.length - 1;
      between += logs.length * (meanOf(logs) - mean) ** 2;
      size += logs.length;
    }
    betweenFreedom += sessions.length - 1;
    sessionCount += sessions.length;
  }
  expect(sessionCount).toBeGreaterThan(60);
  const variance = (between / betweenFreedom - within / withinFreedom) / (size / sessionCount);
  // Of the time to the first token, the way to the provider and the reading of input have no part in it.
  expect(Math.sqrt(variance) / truth.sessionSpread.ttftMs).toBeGreaterThan(0.5);
  expect(Math.sqrt(variance) / truth.sessionSpread.ttftMs).toBeLessThan(1.15);
});
