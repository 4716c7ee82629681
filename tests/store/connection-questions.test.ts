import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getStalls } from "#app/api/v1/stalls/route.ts";
import { GET as getTransports } from "#app/api/v1/transports/route.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi } from "#tests/support/ask-api.ts";
import { expectQuantile } from "#tests/support/expect-quantile.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const FROM_MS = END_MS - 2.7 * DAY_MS;
const WINDOW = `from=${new Date(FROM_MS).toISOString()}&to=${new Date(END_MS).toISOString()}`;

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 9, roundTrips: 5_000, people: 30, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

function tripsOfWindow(): readonly RoundTrip[] {
  return history.roundTrips.filter(({ startedAtMs }) => startedAtMs >= FROM_MS && startedAtMs < END_MS);
}

const sumOf = (values: readonly (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

interface Stalls {
  values: {
    value: string | null;
    others: number;
    n: number;
    known: number;
    stalled: number | null;
    stalledShare: number | null;
    stalledMs: number | null;
  }[];
}

test.each(["transport", "client"] as const)(
  "stalls by %s are those of the round trips that tell them",
  async (by) => {
    const { values } = await askApi<Stalls>(getStalls, `by=${by}&${WINDOW}`);
    const groups = Map.groupBy(tripsOfWindow(), (trip) => trip[by]);
    expect(values).toHaveLength(groups.size);
    for (const { value, n, known, stalled, stalledShare, stalledMs } of values) {
      const own = (groups as Map<string | null, RoundTrip[]>).get(value) ?? [];
      const telling = own.filter(({ stalls }) => stalls !== null);
      expect([n, known]).toEqual([own.length, telling.length]);
      const expected = telling.filter(({ stalls }) => (stalls ?? 0) > 0).length;
      if (telling.length === 0) expect([stalled, stalledShare, stalledMs]).toEqual([null, null, null]);
      else {
        expect(stalled).toBe(expected);
        expect(stalledShare).toBeCloseTo(expected / telling.length, 3);
        expect(stalledMs).toBeCloseTo(sumOf(telling.map((trip) => trip.stalledMs)), 0);
      }
    }
    expect(sumOf(values.map(({ stalled }) => stalled))).toBeGreaterThan(0);
  },
);

interface Sure {
  p50: { value: number | null; interval: { from: number; to: number | null } | null };
  n: number;
}

interface Transports {
  transports: {
    transport: string | null;
    n: number;
    reused: number;
    fresh: number;
    reuseShare: number | null;
    fallbacks: number;
    ttftMs: Sure;
    connectMs: Sure;
    connections: { connectionReused: boolean | null; n: number; ttftMs: Sure }[];
    roundTripsPerTurn: number | null;
    completeTurns: number;
  }[];
  claims: {
    metric: "ttftMs" | "streamOpenMs";
    change: number;
    measured: { ratio: number; from: number; to: number };
  }[];
}

const known = (trips: readonly RoundTrip[], metric: "ttftMs" | "streamOpenMs" | "connectMs") =>
  trips
    .flatMap((trip) => (trip.outcome === "complete" ? [trip[metric]] : []))
    .filter((value) => value !== null);

test("transports tell reuse, fallbacks, quantiles and round trips per turn as the round trips do", async () => {
  const { transports } = await askApi<Transports>(getTransports, WINDOW);
  const groups = Map.groupBy(tripsOfWindow(), ({ transport }) => transport as string | null);
  expect(transports).toHaveLength(groups.size);
  const turns = new Map(
    history.turns
      .filter(
        (turn) => turn.outcome === "complete" && turn.startedAtMs >= FROM_MS && turn.startedAtMs < END_MS,
      )
      .map((turn) => [turn.id, turn]),
  );
  for (const told of transports) {
    const own = groups.get(told.transport) ?? [];
    const reused = own.filter(({ connectionReused }) => connectionReused === true).length;
    const fresh = own.filter(({ connectionReused }) => connectionReused === false).length;
    expect(told).toMatchObject({
      n: own.length,
      reused,
      fresh,
      fallbacks: own.filter(({ fallbackFromWebSocket }) => fallbackFromWebSocket === true).length,
    });
    expect(told.ttftMs.n).toBe(known(own, "ttftMs").length);
    if (told.ttftMs.n > 0) {
      expectQuantile(told.ttftMs.p50.value, known(own, "ttftMs"), 0.5);
      expect(told.ttftMs.p50.interval?.from).toBeLessThanOrEqual(told.ttftMs.p50.value ?? 0);
    } else expect(told.ttftMs.p50).toEqual({ value: null, interval: null });
    expect(told.connectMs.n).toBe(known(own, "connectMs").length);
    for (const { connectionReused, n, ttftMs } of told.connections) {
      const part = own.filter((trip) => trip.connectionReused === connectionReused);
      expect(n).toBe(part.length);
      if (ttftMs.n > 0) expectQuantile(ttftMs.p50.value, known(part, "ttftMs"), 0.5);
    }
    // By the turn's start, so that round trips of a turn count together.
    const inTurns = history.roundTrips.filter(
      ({ transport, turnId }) => transport === told.transport && turnId !== null && turns.has(turnId),
    );
    const used = new Set(inTurns.map(({ turnId }) => turnId)).size;
    expect(told.completeTurns).toBe(used);
    if (used === 0) expect(told.roundTripsPerTurn).toBeNull();
    else expect(told.roundTripsPerTurn).toBeCloseTo(inTurns.length / used, 4);
  }
});

test("claims stand beside the medians over WebSockets by those of streams over HTTP", async () => {
  const { claims } = await askApi<Transports>(getTransports, WINDOW);
  expect(claims.map(({ metric, change }) => [metric, change])).toEqual([
    ["streamOpenMs", -0.8],
    ["ttftMs", -0.5],
  ]);
  for (const { metric, measured } of claims) {
    const over = (asked: string) =>
      known(
        tripsOfWindow().filter(({ transport }) => transport === asked),
        metric,
      ).toSorted((a, b) => a - b);
    const median = (values: readonly number[]) => values[Math.floor(values.length / 2)] ?? Number.NaN;
    expect(measured.ratio / (median(over("websocket")) / median(over("sse")))).toBeCloseTo(1, 1);
    expect(measured.from).toBeLessThan(measured.ratio);
    expect(measured.to).toBeGreaterThan(measured.ratio);
  }
});
