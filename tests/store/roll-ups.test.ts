import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CutDimension } from "#lib/domain/figures/cut.ts";
import { FIGURES } from "#lib/domain/figures/figure.ts";
import { quantile } from "#lib/domain/histogram/histogram-quantile.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { type AssembledSegment, replaceAssemblies } from "#lib/store/replace-assemblies.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const END_OF_TIME_MS = 1e15;

let database: Database;
let drop: () => Promise<void>;
/** What the tables hold, by scope. */
const stored = new Map<string, readonly AssembledSegment[]>();
const segments = [
  ...generateHistory({ seed: 7, roundTrips: 3_000, people: 12, teams: 3, days: 3, endMs: END_MS }).days,
].flatMap((day) => [...day.segments()]);
const byScope = Map.groupBy(segments, ({ scope }) => scope);
const scopes = [...byScope.keys()];

beforeAll(async () => {
  const created = await createTestDatabase();
  database = openDatabase(created.url);
  drop = created.drop;
  await loadAssemblies(database, segments);
  for (const [scope, own] of byScope) stored.set(scope, own);
});

afterAll(async () => {
  await database.$disconnect();
  await drop();
});

/** Puts other segments in the place of a scope's, as the assembler does. */
async function replace(scope: string, own: readonly AssembledSegment[]): Promise<void> {
  const range = { scope, fromMs: 0, toMs: END_OF_TIME_MS };
  await database.$transaction((transaction) => replaceAssemblies(transaction, [range], own));
  stored.set(scope, own);
}

const all = () => [...stored.values()].flat();

interface Question {
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly intervalMs: number | null;
  readonly by: readonly CutDimension[];
  readonly filters: RoundTripFilters;
}

/** The same answer in the plainest way: counts, and each figure's values in order, by group and interval. */
function expectedGroups({ window, intervalMs, by, filters }: Question) {
  const groups = new Map<string, { n: number; complete: number; values: Map<string, number[]> }>();
  for (const { assembly } of all()) {
    for (const trip of assembly.roundTrips) {
      if (trip.startedAtMs < window.fromMs || trip.startedAtMs >= window.toMs) continue;
      const value = (dimension: CutDimension) => {
        const known = trip[dimension];
        return known === null ? null : String(known);
      };
      const isWanted = Object.entries(filters).every(([dimension, wanted]) =>
        wanted.includes(value(dimension as CutDimension)),
      );
      if (!isWanted) continue;
      const atMs = intervalMs === null ? null : Math.floor(trip.startedAtMs / intervalMs) * intervalMs;
      const place = JSON.stringify([atMs, ...by.map(value)]);
      const group = groups.get(place) ?? {
        n: 0,
        complete: 0,
        values: new Map(FIGURES.map((name) => [name, []])),
      };
      groups.set(place, group);
      group.n += 1;
      if (trip.outcome !== "complete") continue;
      group.complete += 1;
      for (const figure of FIGURES) {
        const told = trip[figure];
        if (told !== null) group.values.get(figure)?.push(told);
      }
    }
  }
  return groups;
}

async function checkFigures(question: Question): Promise<void> {
  const { window, intervalMs, by, filters } = question;
  const found = await findFigures(database, {
    selection: { window, variantIds: null, filters },
    figures: FIGURES,
    by,
    sums: true,
    intervalMs,
    groupOf: (values) => JSON.stringify(by.map((dimension) => values[dimension] ?? null)),
  });
  const expected = expectedGroups(question);
  const places = found.map(({ group, atMs }) => JSON.stringify([atMs, ...JSON.parse(group)]));
  expect(places.toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [index, { sums }] of found.entries()) {
    const truth = expected.get(places[index] ?? "");
    expect(sums.counts).toMatchObject({ n: truth?.n, complete: truth?.complete });
    for (const figure of FIGURES) {
      const values = (truth?.values.get(figure) ?? []).toSorted((a, b) => a - b);
      const histogram = sums.histogram(figure);
      expect(histogram.count).toBe(values.length);
      for (const share of [0.5, 0.95]) {
        if (values.length === 0) continue;
        const rank = share * (values.length - 1);
        const [low, high] = [values[Math.floor(rank)] ?? 0, values[Math.ceil(rank)] ?? 0];
        const told = quantile(histogram, share) ?? Number.NaN;
        expect(told).toBeGreaterThanOrEqual(low / 1.011);
        expect(told).toBeLessThanOrEqual(high * 1.011);
      }
    }
  }
}

async function checkTurns(window: { readonly fromMs: number; readonly toMs: number }): Promise<void> {
  const found = await findTurnFigures(database, {
    window,
    filters: {},
    by: ["team"],
    durations: true,
    intervalMs: null,
    groupOf: ({ team }) => String(team),
  });
  const turns = all()
    .flatMap(({ assembly }) => assembly.turns)
    .filter(({ startedAtMs }) => startedAtMs >= window.fromMs && startedAtMs < window.toMs);
  const expected = Map.groupBy(turns, ({ team }) => String(team));
  expect(found.map(({ group }) => group).toSorted()).toEqual([...expected.keys()].toSorted());
  for (const { group, sums } of found) {
    const own = expected.get(group) ?? [];
    expect(sums.counts.n).toBe(own.length);
    expect(sums.counts.complete).toBe(own.filter(({ outcome }) => outcome === "complete").length);
    expect(sums.phases.tool).toBeCloseTo(
      own.reduce((sum, { phases }) => sum + phases.tool, 0),
      3,
    );
    expect(sums.counts.durationMs).toBeCloseTo(
      own.reduce((sum, turn) => sum + turn.durationMs, 0),
      3,
    );
  }
}

const instant = fc.integer({ min: END_MS - 4 * DAY_MS, max: END_MS + DAY_MS });
const windowOf = fc.oneof(
  fc.tuple(instant, instant).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
  fc.integer({ min: 0, max: 3 }).map((days) => ({
    fromMs: Math.floor(END_MS / DAY_MS) * DAY_MS - days * DAY_MS,
    toMs: END_MS + 1,
  })),
);
const dimensions = fc.constantFrom<readonly CutDimension[]>(
  [],
  ["team"],
  ["person"],
  ["transport", "connectionReused"],
  ["clientVersion"],
  ["outcome"],
  ["client", "team"],
);
const filtersOf = fc.constantFrom<RoundTripFilters>(
  {},
  { transport: ["websocket"] },
  { outcome: ["complete", "failed"] },
  { client: ["codex"], transport: ["websocket"] },
);
const question: fc.Arbitrary<Question> = fc.record({
  window: windowOf,
  intervalMs: fc.constantFrom(null, 600_000, HOUR_MS, 6 * HOUR_MS, DAY_MS),
  by: dimensions,
  filters: filtersOf,
});
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("rollUp" as const), steps: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("remove" as const), scope: fc.constantFrom(...scopes) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("bring" as const), scope: fc.constantFrom(...scopes) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("ask" as const), question }) },
);

test("whatever came, went or was rolled up in whatever order, figures are those of the facts", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      for (const one of steps) {
        if (one.kind === "remove") await replace(one.scope, []);
        if (one.kind === "bring") await replace(one.scope, byScope.get(one.scope) ?? []);
        if (one.kind === "ask") {
          await checkFigures(one.question);
          await checkTurns(one.question.window);
        }
        for (let count = 0; one.kind === "rollUp" && count < one.steps; count += 1)
          if (!(await workOffTouched(database, { quietMs: 0 }))) break;
      }
    }),
    { numRuns: 12 },
  );
});

test("when all is rolled up, only the edges of a window are read from the facts", async () => {
  while (await workOffTouched(database, { quietMs: 0 }));
  await checkFigures({
    window: { fromMs: END_MS - 3 * DAY_MS - 1, toMs: END_MS },
    intervalMs: null,
    by: ["team"],
    filters: {},
  });
  // What the roll-ups alone tell, when the facts of a whole day are gone without a note.
  const dayMs = Math.floor(END_MS / DAY_MS) * DAY_MS - DAY_MS;
  const window = { fromMs: dayMs, toMs: dayMs + DAY_MS };
  const ask = () =>
    findFigures(database, {
      selection: { window, variantIds: null, filters: {} },
      figures: ["ttftMs"],
      by: [],
      sums: true,
      intervalMs: null,
      groupOf: () => "all",
    });
  const [before] = await ask();
  await database.$executeRaw`delete from round_trips where started_at >= to_timestamp(${dayMs}::float8 / 1000)
    and started_at < to_timestamp(${dayMs + DAY_MS}::float8 / 1000)`;
  const [after] = await ask();
  expect(before?.sums.counts.n).toBeGreaterThan(100);
  expect(after?.sums.counts).toEqual(before?.sums.counts);
});
