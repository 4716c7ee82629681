import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { classifyVariants } from "#lib/analytics/classify-variants.ts";
import { listAudit } from "#lib/analytics/settings/list-audit.ts";
import { listNamedValues } from "#lib/analytics/settings/list-named-values.ts";
import { previewRules } from "#lib/analytics/settings/preview-rules.ts";
import {
  saveNames,
  savePeople,
  saveRetention,
  saveTierRules,
  UnsoundSettingError,
} from "#lib/analytics/settings/save-settings.ts";
import { tellKeptData } from "#lib/analytics/settings/tell-kept-data.ts";
import { RETENTION_DAYS } from "#lib/domain/retention.ts";
import { DEFAULT_SETTINGS } from "#lib/domain/settings/saved-settings.ts";
import { compileTierRules, DEFAULT_TIER_RULES, type TierRule } from "#lib/domain/tier.ts";
import { changeSetting } from "#lib/store/settings/change-setting.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const DAY_MS = 86_400_000;
const RULES: readonly TierRule[] = [{ tier: "Ours", model: ".*spark.*" }, { tier: "Rest" }];

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 3, roundTrips: 1_500, people: 8, days: 3, endMs: END_MS });
});

afterAll(() => history.drop());

beforeEach(async () => {
  await history.database.$executeRaw`delete from settings`;
  await history.database.$executeRaw`delete from audit_entries`;
});

const audit = async () => (await listAudit(50, null, history.database)).entries;

test("what nobody has set is what ships", async () => {
  expect(await findSettings(history.database)).toEqual(DEFAULT_SETTINGS);
  expect(await audit()).toEqual([]);
});

test("saved tier rules give all of history their tiers at once, and no fact is rewritten", async () => {
  const facts = () => history.database.$queryRaw`select xmin::text, id from round_trips order by id limit 50`;
  const before = await facts();
  const tiers = async () => new Set((await classifyVariants(history.database)).all().map(({ tier }) => tier));
  expect([...(await tiers())]).toContain("Instant");
  expect(await saveTierRules(RULES, history.database)).toBe(true);
  expect([...(await tiers())].toSorted()).toEqual(["Ours", "Rest"]);
  expect(await facts()).toEqual(before);
  expect(await saveTierRules(RULES, history.database)).toBe(false);
});

test("a preview counts the round trips of 30 days of each combination, and saves nothing", async () => {
  const preview = await previewRules(RULES, END_MS, history.database);
  const [now, next] = [compileTierRules(DEFAULT_TIER_RULES), compileTierRules(RULES)];
  const moved = history.roundTrips.filter((trip) => now(trip) !== next(trip));
  expect(preview.roundTripsMoved).toBe(moved.length);
  expect(preview.variants.reduce((sum, { n }) => sum + n, 0)).toBe(history.roundTrips.length);
  const spark = history.roundTrips.filter(({ model }) => model?.includes("spark"));
  const ours = preview.variants.filter(({ next: tier }) => tier === "Ours");
  expect(ours.reduce((sum, { n }) => sum + n, 0)).toBe(spark.length);
  expect(spark.length).toBeGreaterThan(0);
  expect((await findSettings(history.database)).tierRules).toEqual(DEFAULT_TIER_RULES);
});

test("what cannot hold is refused and leaves everything as it is", async () => {
  const wrong: readonly (() => Promise<boolean>)[] = [
    () => saveTierRules([{ tier: "A", model: "(" }, { tier: "B" }], history.database),
    () => saveTierRules([{ tier: "" }], history.database),
    () => saveNames("team", new Map([["a", "x".repeat(200)]]), history.database),
    () => saveRetention({ ...RETENTION_DAYS, facts: 0 }, history.database),
    () => saveRetention({ ...RETENTION_DAYS, facts: Number.NaN }, history.database),
    () => saveRetention({ ...RETENTION_DAYS, facts: 1e9 }, history.database),
  ];
  for (const save of wrong) await expect(save()).rejects.toThrow(UnsoundSettingError);
  expect(await findSettings(history.database)).toEqual(DEFAULT_SETTINGS);
  expect(await audit()).toEqual([]);
});

test("every change is in the audit log once, from and to, the newest first; what is no change is not", async () => {
  await savePeople("pseudonym", history.database);
  await savePeople("pseudonym", history.database);
  await saveNames("team", new Map([["t-1", "Core"]]), history.database);
  await saveRetention({ ...RETENTION_DAYS, facts: 30 }, history.database);
  const entries = await audit();
  expect(entries.map(({ title, lines }) => [title, lines])).toEqual([
    ["How long data is kept", [{ what: "Round trips and turns", from: "90", to: "30" }]],
    ["Names", [{ what: "team t-1", from: null, to: "Core" }]],
    ["How people are shown", [{ what: "", from: "name", to: "pseudonym" }]],
  ]);
  for (const { atMs, actor } of entries) {
    expect(Math.abs(atMs - Date.now())).toBeLessThan(10 * 60_000);
    expect(actor).toBeNull();
  }
});

test("the audit log is read in pages that neither repeat nor skip", async () => {
  for (const facts of [10, 20, 30, 40, 50])
    await saveRetention({ ...RETENTION_DAYS, facts }, history.database);
  const first = await listAudit(2, null, history.database);
  const second = await listAudit(2, first.next, history.database);
  const third = await listAudit(2, second.next, history.database);
  const told = [first, second, third].flatMap(({ entries }) => entries.map(({ lines }) => lines[0]?.to));
  expect(told).toEqual(["50", "40", "30", "20", "10"]);
  expect(third.next).toBeNull();
});

test("changes at the same time each start from what the other left, and none is lost", async () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(
    names.map((name) => saveNames("team", new Map([[name, `Team ${name}`]]), history.database)),
  );
  const saved = (await findSettings(history.database)).names.team;
  expect(Object.keys(saved).toSorted()).toEqual(names);
  expect(await audit()).toHaveLength(names.length);
});

test("a change that fails half-way leaves neither the setting nor a note", async () => {
  const failing = changeSetting(history.database, "people", () => {
    throw new Error("Stopped");
  });
  await expect(failing).rejects.toThrow("Stopped");
  expect((await findSettings(history.database)).people).toBe("name");
  expect(await audit()).toEqual([]);
});

test("values to name are those that clients report, found by what they are or are called", async () => {
  const teams = [...new Set(history.roundTrips.flatMap(({ team }) => team ?? []))].toSorted();
  const [team = ""] = teams;
  await saveNames("team", new Map([[team, "Zebras"]]), history.database);
  const all = await listNamedValues("team", "", history.database);
  expect(all.values.map(({ value }) => value)).toEqual(teams);
  expect((await listNamedValues("team", "zEBRA", history.database)).values).toEqual([
    { value: team, name: "Zebras" },
  ]);
  await savePeople("hidden", history.database);
  expect((await listNamedValues("person", "", history.database)).values).toEqual([]);
  await expect(saveNames("person", new Map([["ana", "Ana"]]), history.database)).rejects.toThrow(
    UnsoundSettingError,
  );
});

test("a shorter time tells which data it would drop, and drops none of it", async () => {
  await history.database.$executeRaw`analyze`;
  const nowMs = END_MS + 40 * DAY_MS;
  const [now, shorter] = [
    await tellKeptData(RETENTION_DAYS, nowMs, history.database),
    await tellKeptData({ ...RETENTION_DAYS, facts: 20 }, nowMs, history.database),
  ];
  const facts = (told: typeof now) => told.find(({ kind }) => kind === "facts");
  expect(facts(now)).toMatchObject({
    rows: history.roundTrips.length,
    rowsDropped: 0,
    droppedBeforeMs: null,
  });
  expect(facts(shorter)?.rowsDropped).toBe(history.roundTrips.length);
  expect(facts(shorter)?.droppedBeforeMs).toBeLessThanOrEqual(nowMs - 20 * DAY_MS);
});
