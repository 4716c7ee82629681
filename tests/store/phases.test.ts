import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getPhases } from "#app/api/v1/phases/route.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import type { Turn } from "#lib/domain/turn.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { expectQuantile } from "#tests/support/expect-quantile.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const FROM_MS = END_MS - 2.3 * DAY_MS;
const WINDOW = `from=${new Date(FROM_MS).toISOString()}&to=${new Date(END_MS).toISOString()}`;
const tierOf = compileTierRules(DEFAULT_TIER_RULES);

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 5, roundTrips: 4_000, people: 16, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

function turnsOfWindow(): readonly Turn[] {
  return history.turns.filter(({ startedAtMs }) => startedAtMs >= FROM_MS && startedAtMs < END_MS);
}

/** The tiers of the model variants that most round trips of a turn have: several where they are equally many. */
function mainTiers(turn: Turn): readonly string[] {
  const trips = history.roundTrips.filter(({ turnId }) => turnId === turn.id);
  const variants = [
    ...Map.groupBy(trips, ({ provider, model, serviceTier, reasoningEffort }) =>
      JSON.stringify([provider, model, serviceTier, reasoningEffort]),
    ).values(),
  ];
  const most = Math.max(0, ...variants.map(({ length }) => length));
  return variants.filter(({ length }) => length === most).flatMap(([trip]) => (trip ? [tierOf(trip)] : []));
}

interface Phases {
  values: {
    value: string | null;
    others: number;
    turns: number;
    complete: number;
    totalMs: number;
    durationMs: { p50: number | null; n: number };
    phases: { phase: string; ms: number; msPerTurn: number; share: number }[];
  }[];
}

test.each(["team", "client", "person"] as const)(
  "phases of the wait by %s are those of its turns",
  async (by) => {
    const { values } = await askApi<Phases>(getPhases, `by=${by}&${WINDOW}`);
    const groups = Map.groupBy(turnsOfWindow(), (turn) => turn[by]);
    for (const { value, others, turns, complete, totalMs, durationMs, phases } of values) {
      if (others > 0) continue;
      const own = groups.get(value) ?? [];
      expect(turns).toBe(own.length);
      const done = own.filter(({ outcome }) => outcome === "complete").map((turn) => turn.durationMs);
      expect(complete).toBe(done.length);
      expectQuantile(durationMs.p50, done, 0.5);
      expect(totalMs).toBeCloseTo(
        own.reduce((sum, turn) => sum + turn.durationMs, 0),
        0,
      );
      expect(phases.map(({ phase }) => phase)).toEqual(PHASES);
      for (const { phase, ms, msPerTurn, share } of phases) {
        const expected = own.reduce((sum, turn) => sum + turn.phases[phase as keyof Turn["phases"]], 0);
        expect(ms).toBeCloseTo(expected, 0);
        expect(msPerTurn).toBeCloseTo(expected / own.length, 1);
        expect(share).toBeCloseTo(expected / totalMs, 3);
      }
    }
    expect(values.reduce((sum, { turns }) => sum + turns, 0)).toBe(turnsOfWindow().length);
    expect(values.filter(({ others }) => others === 0)).toHaveLength(Math.min(12, groups.size));
  },
);

test("phases by tier go by the model variant of most round trips of a turn", async () => {
  const { values } = await askApi<Phases>(getPhases, WINDOW);
  const tiers = turnsOfWindow().map(mainTiers);
  for (const { value, turns } of values) {
    if (value === null) continue;
    const sure = tiers.filter((own) => own.every((tier) => tier === value) && own.length > 0).length;
    const possible = tiers.filter((own) => own.includes(value)).length;
    expect(turns).toBeGreaterThanOrEqual(sure);
    expect(turns).toBeLessThanOrEqual(possible);
  }
  expect(values.reduce((sum, { turns }) => sum + turns, 0)).toBe(tiers.length);
  const [first] = values;
  const only = await askApi<Phases>(getPhases, `by=all&tier=${first?.value}&${WINDOW}`);
  expect(only.values).toMatchObject([{ value: null, turns: first?.turns }]);
});

test("turns cannot be filtered by what only round trips have", async () => {
  await expectRefusal(getPhases, "transport=websocket", "transport");
  await expectRefusal(getPhases, "by=transport", "by");
});
