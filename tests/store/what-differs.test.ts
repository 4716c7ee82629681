import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getWhatDiffers } from "#app/api/v1/what-differs/route.ts";
import { type DifferenceQuestion, whatDiffers } from "#lib/analytics/what-differs.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { tallySelection } from "#lib/domain/what-differs/tally-selection.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { REGRESSED_VERSION } from "#simulation/history/history-options.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const WINDOW = { fromMs: END_MS - 4 * DAY_MS, toMs: END_MS };
const MIN_MS = 1_500;

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({
    seed: 3,
    roundTrips: 12_000,
    people: 60,
    days: 8,
    endMs: END_MS,
    regression: { factor: 6, startFraction: 0.4 },
  });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

const slowWebSockets: DifferenceQuestion = {
  window: WINDOW,
  filters: { transport: ["websocket"] },
  box: { window: WINDOW, range: { figure: "ttftMs", min: MIN_MS, max: null }, filters: {} },
};

/** What is compared, taken from the history itself. */
function compared(): readonly RoundTrip[] {
  return history.roundTrips.filter(
    (trip) =>
      trip.startedAtMs >= WINDOW.fromMs &&
      trip.startedAtMs < WINDOW.toMs &&
      trip.transport === "websocket" &&
      trip.outcome === "complete" &&
      trip.ttftMs !== null,
  );
}

test("a selection and the rest are counted as by hand, sessions included", async () => {
  const told = await whatDiffers(slowWebSockets, history.database);
  const expected = tallySelection(
    compared().map((trip) => ({
      session: trip.sessionId,
      values: { clientVersion: trip.clientVersion, team: trip.team, model: trip.model },
      selected: (trip.ttftMs ?? 0) >= MIN_MS ? 1 : 0,
      rest: (trip.ttftMs ?? 0) >= MIN_MS ? 0 : 1,
    })),
    ["clientVersion", "team", "model"],
  );
  expect(told).toMatchObject({
    selected: expected.selected,
    rest: expected.rest,
    selectedSessions: expected.selectedSessions,
    restSessions: expected.restSessions,
    selectedTimeShare: 1,
    restTimeShare: 1,
  });
  for (const { dimension, values } of expected.dimensions) {
    const found = told.dimensions.find((one) => one.dimension === dimension)?.values ?? [];
    expect(found.length).toBeGreaterThan(1);
    for (const { value, selected, rest, selectedSessions } of found)
      expect(values.find((one) => one.value === value)).toMatchObject({ selected, rest, selectedSessions });
  }
  const tokens = told.measures.find(({ measure }) => measure === "inputTokens");
  expect(tokens?.selected).toBe(
    compared().filter((trip) => (trip.ttftMs ?? 0) >= MIN_MS && trip.inputTokens !== null).length,
  );
});

test("the version that became slow is the first finding; what contains the metric is none", async () => {
  const told = await whatDiffers(slowWebSockets, history.database);
  expect(told.findings.find(({ kind }) => kind === "value")).toMatchObject({
    dimension: "clientVersion",
    value: REGRESSED_VERSION,
    direction: "more",
  });
  const skipped = told.skipped.filter(({ why }) => why === "functionOfSelection").map(({ name }) => name);
  expect(skipped.toSorted()).toEqual(["e2eMs", "ttfoMs", "ttftMs"]);
});

test("of more facts than are wanted slices of time are read, and the version is still found", async () => {
  const all = await whatDiffers(slowWebSockets, history.database);
  const part = await whatDiffers(slowWebSockets, history.database, 3_000);
  expect(part.restTimeShare).toBeLessThan(0.7);
  expect(part.rest / all.rest).toBeGreaterThan(part.restTimeShare * 0.8);
  expect(part.rest / all.rest).toBeLessThan(part.restTimeShare * 1.2);
  expect(part.findings.find(({ kind }) => kind === "value")).toMatchObject({ value: REGRESSED_VERSION });
});

test("a selection by time and filters takes in all outcomes", async () => {
  const fromMs = END_MS - DAY_MS;
  const query = `from=${iso(WINDOW.fromMs)}&to=${iso(END_MS)}&selectedFrom=${iso(fromMs)}&selected.client=codex`;
  const told = await askApi<{ selected: number; rest: number; selection: object }>(getWhatDiffers, query);
  const window = history.roundTrips.filter(
    ({ startedAtMs }) => startedAtMs >= WINDOW.fromMs && startedAtMs < END_MS,
  );
  const selected = window.filter(({ startedAtMs, client }) => startedAtMs >= fromMs && client === "codex");
  expect(told).toMatchObject({ selected: selected.length, rest: window.length - selected.length });
  expect(told.selection).toEqual({
    from: iso(fromMs),
    to: iso(END_MS),
    metric: null,
    min: null,
    max: null,
    filters: { client: ["codex"] },
  });
});

test("a selection that selects nothing or cannot be read gets 400", async () => {
  await expectRefusal(getWhatDiffers, "window=1h", "selectedFrom");
  await expectRefusal(getWhatDiffers, "min=many", "min");
  await expectRefusal(getWhatDiffers, "min=2&max=1", "min");
  await expectRefusal(getWhatDiffers, "selected.transport=pigeon", "selected.transport");
  await expectRefusal(getWhatDiffers, "metric=ttftMs&selected.team=red", "metric");
  await expectRefusal(getWhatDiffers, "selectedTo=2020-01-01", "selectedFrom");
});

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
