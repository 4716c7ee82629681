import { afterAll, beforeAll, expect, test } from "vitest";
import { withVariants } from "#lib/analytics/classify-variants.ts";
import { describeRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import { selectRoundTrips } from "#lib/analytics/select-round-trips.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import { findRoundTrips } from "#lib/store/find-round-trips.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const MADE = { roundTrips: 40, people: 2, days: 1, endMs: Date.UTC(2026, 10, 20, 9, 30) };
const ALL = { window: null, filters: {} };
const PAGE = { order: { key: "startedAt", descending: true }, after: null, limit: 500 } as const;

const tierOf = compileTierRules(DEFAULT_TIER_RULES);

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 5, ...MADE });
});

afterAll(() => history.drop());

test("a round trip of a model that is used for the first time while a page is read is shown with it", async () => {
  const added = [...generateHistory({ seed: 6, ...MADE }).days]
    .flatMap((day) => [...day.segments()])
    .map(({ assembly, ...segment }) => {
      const roundTrips = assembly.roundTrips.map((trip) => ({ ...trip, model: "brand-new-mini" }));
      return { ...segment, assembly: { ...assembly, roundTrips } };
    });
  let asked = 0;
  const shown = await withVariants(history.database, async (variants) => {
    asked += 1;
    if (asked === 1) await loadAssemblies(history.database, added);
    const rows = await findRoundTrips(history.database, selectRoundTrips(ALL, variants), PAGE);
    return rows.map((row) => describeRoundTrip(row, variants));
  });
  const fresh = shown.filter(({ model }) => model === "brand-new-mini");
  expect(asked).toBe(2);
  expect(fresh).toHaveLength(added.reduce((sum, { assembly }) => sum + assembly.roundTrips.length, 0));
  expect(fresh.filter((trip) => trip.tier !== tierOf(trip))).toEqual([]);
  expect(shown.filter(({ tier, model }) => tier === "–" || model === null)).toEqual([]);
  expect(shown).toHaveLength(fresh.length + history.roundTrips.length);
});

test("what else goes wrong is thrown at once", async () => {
  let asked = 0;
  const ask = () => {
    asked += 1;
    throw new Error("made up");
  };
  await expect(withVariants(history.database, ask)).rejects.toThrow("made up");
  expect(asked).toBe(1);
});
