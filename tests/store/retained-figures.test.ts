import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CutDimension } from "#lib/domain/figures/cut.ts";
import { FIGURES } from "#lib/domain/figures/figure.ts";
import { findRoundTrips } from "#lib/store/find-round-trips.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { replaceAssemblies } from "#lib/store/replace-assemblies.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createRetentionDatabase, type RetentionDatabase } from "#tests/support/retention-database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 25, 13, 7);
/** Facts are kept for ninety days and by the week, so that of this history a week goes and a week stays. */
const END_MS = NOW_MS - 89 * DAY_MS;
/** The first instant (a Monday) of the oldest week that is kept. */
const KEPT_FROM_MS = Date.UTC(2026, 7, 24);
const END_OF_TIME_MS = 1e15;

const segments = [
  ...generateHistory({ seed: 3, roundTrips: 2_000, people: 10, teams: 3, days: 8, endMs: END_MS }).days,
].flatMap((day) => [...day.segments()]);

let retention: RetentionDatabase;

beforeEach(async () => {
  retention = await createRetentionDatabase();
  await loadAssemblies(retention.database, segments);
});

afterEach(() => retention.close());

async function rollUp(): Promise<void> {
  while (await workOffTouched(retention.database, { quietMs: 0 }));
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that the sums of a window tell, in an order of their own. */
async function ask(window: Window, by: readonly CutDimension[] = [], intervalMs: number | null = null) {
  const trips = await findFigures(retention.database, {
    selection: { window, variantIds: null, filters: {} },
    figures: FIGURES,
    by,
    sums: true,
    intervalMs,
    groupOf: (values) => JSON.stringify(by.map((dimension) => values[dimension] ?? null)),
  });
  const turns = await findTurnFigures(retention.database, {
    window,
    filters: {},
    by: ["team"],
    durations: true,
    intervalMs,
    groupOf: ({ team }) => String(team),
  });
  const told = [
    ...trips.map(({ group, atMs, sums }) => ({
      group,
      atMs,
      counts: rounded(sums.counts),
      histograms: FIGURES.map((figure) => {
        const { count, zeroCount, offset, counts } = sums.histogram(figure);
        return { count, zeroCount, offset, counts };
      }),
    })),
    ...turns.map(({ group, atMs, sums }) => ({ group, atMs, counts: rounded(sums.counts), histograms: [] })),
  ];
  return new Map(told.map((row) => [`${row.histograms.length} ${row.group} ${row.atMs}`, row]));
}

/** Sums of the same numbers in another order differ in their last digits. */
function rounded(counts: object): object {
  return Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [name, Number(Number(value).toPrecision(9))]),
  );
}

const factCounts = async () => ({
  roundTrips: await retention.database.roundTrip.count(),
  turns: await retention.database.turn.count(),
});

const isOld = ({ startedAtMs }: { readonly startedAtMs: number }) => startedAtMs < KEPT_FROM_MS;
const all = {
  roundTrips: segments.flatMap(({ assembly }) => assembly.roundTrips),
  turns: segments.flatMap(({ assembly }) => assembly.turns),
};
const young = {
  roundTrips: all.roundTrips.filter((row) => !isOld(row)).length,
  turns: all.turns.filter((row) => !isOld(row)).length,
};

test("figures of whole hours and days are the same before and after their facts are dropped", async () => {
  await rollUp();
  const questions: Parameters<typeof ask>[] = [
    [{ fromMs: END_MS - 9 * DAY_MS, toMs: END_MS + 1 }],
    [{ fromMs: KEPT_FROM_MS - 3 * DAY_MS, toMs: KEPT_FROM_MS + DAY_MS + 123_456 }, ["team"]],
    [{ fromMs: KEPT_FROM_MS - 55 * HOUR_MS, toMs: KEPT_FROM_MS + HOUR_MS }, ["outcome"], 6 * HOUR_MS],
    [{ fromMs: KEPT_FROM_MS - 5 * DAY_MS, toMs: KEPT_FROM_MS + DAY_MS }, ["client", "clientVersion"], DAY_MS],
    [{ fromMs: KEPT_FROM_MS - 30 * HOUR_MS, toMs: KEPT_FROM_MS - 2 * HOUR_MS }, ["transport"], HOUR_MS],
  ];
  const before = await Promise.all(questions.map((question) => ask(...question)));
  expect(await factCounts()).toEqual({
    roundTrips: all.roundTrips.length,
    turns: all.turns.length,
  });
  const { dropped, waiting } = await retention.drop({ nowMs: NOW_MS });
  expect(waiting.size).toBe(0);
  for (const table of ["turns", "round_trips", "tool_calls", "attempts"] as const)
    expect(dropped.get(table)).toBe(1);
  expect(await factCounts()).toEqual(young);
  for (const [index, question] of questions.entries()) {
    const after = await ask(...question);
    expect(before[index]?.size).toBeGreaterThan(0);
    expect(after).toEqual(before[index]);
  }
});

test("behind the horizon an edge within an hour moves to its start, so that windows in a row count all once", async () => {
  await rollUp();
  const span = { fromMs: KEPT_FROM_MS - 3 * DAY_MS + 12_345, toMs: KEPT_FROM_MS + DAY_MS + 67_890 };
  const whole = { fromMs: KEPT_FROM_MS - 3 * DAY_MS, toMs: span.toMs };
  const before = await ask(whole);
  await retention.drop({ nowMs: NOW_MS });
  expect(await ask(span)).toEqual(before);
  const total = [...before.values()][0]?.counts as { n: number };
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: span.fromMs, max: span.toMs }), { maxLength: 6 }),
      async (cuts) => {
        const edges = [span.fromMs, ...cuts.toSorted((a, b) => a - b), span.toMs];
        let sum = 0;
        for (const [index, fromMs] of edges.slice(0, -1).entries()) {
          const answer = await ask({ fromMs, toMs: edges[index + 1] ?? fromMs });
          const row = answer.get(`${FIGURES.length} [] null`)?.counts as { n: number } | undefined;
          sum += row?.n ?? 0;
        }
        expect(sum).toBe(total.n);
      },
    ),
    { numRuns: 15 },
  );
});

test("what no roll-up tells apart reaches back to the horizon, and not behind it", async () => {
  await rollUp();
  const by = ["client", "person"] as const;
  const young = await ask({ fromMs: KEPT_FROM_MS, toMs: END_MS + 1 }, by);
  const older = await ask({ fromMs: KEPT_FROM_MS - DAY_MS, toMs: END_MS + 1 }, by);
  expect(older).not.toEqual(young);
  await retention.drop({ nowMs: NOW_MS });
  const trips = (answer: typeof young) => [...answer].filter(([, row]) => row.histograms.length > 0);
  const after = await ask({ fromMs: KEPT_FROM_MS - DAY_MS, toMs: END_MS + 1 }, by);
  expect(new Map(trips(after))).toEqual(new Map(trips(young)));
});

test("the slowest round trips are listed of those that are there, not of all that were", async () => {
  await rollUp();
  await retention.drop({ nowMs: NOW_MS });
  const there = all.roundTrips.filter((trip) => !isOld(trip)).map(({ e2eMs }) => e2eMs);
  const slowest = there.toSorted((a, b) => b - a).slice(0, 30);
  for (const window of [{ fromMs: END_MS - 9 * DAY_MS, toMs: END_MS + 1 }, null]) {
    const listed = await findRoundTrips(
      retention.database,
      { window, variantIds: null, filters: {} },
      { order: { key: "e2eMs", descending: true }, after: null, limit: 30 },
    );
    expect(listed.map(({ e2eMs }) => e2eMs)).toEqual(slowest);
  }
});

test("facts wait until they are rolled up", async () => {
  const waiting = await retention.drop({ nowMs: NOW_MS });
  expect([[...waiting.dropped], [...waiting.waiting]]).toEqual([[], [["facts", "rollUps"]]]);
  expect(await factCounts()).toEqual({ roundTrips: all.roundTrips.length, turns: all.turns.length });
  await rollUp();
  expect((await retention.drop({ nowMs: NOW_MS })).waiting.size).toBe(0);
  expect(await factCounts()).toEqual(young);
});

test("what comes late for dropped facts is left out and leaves no note, and their roll-ups stay", async () => {
  await rollUp();
  const window = { fromMs: END_MS - 9 * DAY_MS, toMs: KEPT_FROM_MS };
  const before = await ask(window, ["team"]);
  await retention.drop({ nowMs: NOW_MS });
  // The same once more under other names, as a history that is loaded or as news of a session.
  const late = segments.map((segment) => ({ ...segment, scope: `late/${segment.scope}` }));
  const [load, news] = [late.slice(0, late.length / 2), late.slice(late.length / 2)].map((half) =>
    half.filter(({ assembly }) => [...assembly.turns, ...assembly.roundTrips].every(isOld)),
  );
  expect(load?.length).toBeGreaterThan(10);
  await loadAssemblies(retention.database, load ?? []);
  const ranges = (news ?? []).map(({ scope }) => ({ scope, fromMs: 0, toMs: END_OF_TIME_MS }));
  await retention.database.$transaction((transaction) => replaceAssemblies(transaction, ranges, news ?? []));
  expect(await retention.database.touchedHour.count()).toBe(0);
  // And should there be a note all the same, it is worked off without a change.
  await retention.database.$executeRaw`
    insert into touched_hours (hour) select distinct started_at from hourly_figures
    where started_at < to_timestamp(${KEPT_FROM_MS}::float8 / 1000)`;
  expect(await ask(window, ["team"])).toEqual(before);
  await rollUp();
  expect(await retention.database.touchedHour.count()).toBe(0);
  expect(await ask(window, ["team"])).toEqual(before);
  expect(await factCounts()).toEqual(young);
});

test("a session that is assembled again keeps what it has from before and after the horizon", async () => {
  await rollUp();
  const straddling = [...Map.groupBy(segments, ({ scope }) => scope)].filter(([, own]) =>
    own.some(({ assembly }) => assembly.roundTrips.some((trip) => !isOld(trip))),
  );
  await retention.drop({ nowMs: NOW_MS });
  const window = { fromMs: END_MS - 9 * DAY_MS, toMs: END_MS + 1 };
  const before = await ask(window);
  for (const [scope, own] of straddling.slice(0, 20))
    await retention.database.$transaction((transaction) =>
      replaceAssemblies(transaction, [{ scope, fromMs: 0, toMs: END_OF_TIME_MS }], own),
    );
  await rollUp();
  expect(await ask(window)).toEqual(before);
  expect(await factCounts()).toEqual(young);
});
