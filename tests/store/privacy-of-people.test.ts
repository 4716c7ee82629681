import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GET as getMeta } from "#app/api/v1/meta/route.ts";
import { GET as getPhases } from "#app/api/v1/phases/route.ts";
import { GET as getRoundTrips } from "#app/api/v1/round-trips/route.ts";
import { listAudit } from "#lib/analytics/settings/list-audit.ts";
import { saveNames, savePeople } from "#lib/analytics/settings/save-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi } from "#tests/support/ask-api.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const DAYS = `from=${new Date(END_MS - 4 * 86_400_000).toISOString()}&to=${new Date(END_MS).toISOString()}`;
const API = resolve("app/api/v1");

type Get = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;

interface Person {
  readonly id: string;
  readonly person: string | null;
  readonly team: string | null;
  readonly repository: string | null;
  readonly client: string;
}

let history: HistoryDatabase;
let people: readonly string[];
let routes: readonly { readonly path: string; readonly get: Get }[];

beforeAll(async () => {
  history = await createHistoryDatabase({
    ...{ seed: 11, roundTrips: 4_000, people: 24, teams: 3, days: 4, endMs: END_MS },
  });
  process.env["DATABASE_URL"] = history.url;
  people = [...new Set(history.roundTrips.flatMap(({ person }) => person ?? []))];
  const files = readdirSync(API, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("route.ts"),
  );
  routes = await Promise.all(
    files.map(async (name) => ({ path: name, get: ((await import(join(API, name))) as { GET: Get }).GET })),
  );
});

afterEach(async () => {
  await savePeople("name");
  await sharedDatabase().$executeRaw`delete from settings where key = 'names'`;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

/** What every route answers to questions about people, in both formats, with the names of people that are in it. */
async function namesTold(): Promise<ReadonlyMap<string, readonly string[]>> {
  const turn = history.turns.at(-1);
  const queries = [
    DAYS,
    `${DAYS}&by=person`,
    `${DAYS}&by=person&format=csv`,
    `${DAYS}&format=csv`,
    `${DAYS}&by=person&metric=e2eMs`,
    `${DAYS}&metric=e2eMs&min=20000`,
    `${DAYS}&selectedFrom=${new Date(END_MS - 86_400_000).toISOString()}&selectedTo=${new Date(END_MS).toISOString()}`,
    `${DAYS}&dimension=person&a=${people[0]}&b=${people[1]}`,
  ];
  const told = new Map<string, readonly string[]>();
  for (const { path, get } of routes) {
    const id = path.startsWith("sessions") ? (turn?.sessionId ?? "") : (turn?.id ?? "");
    for (const query of path.includes("[id]") ? [""] : queries) {
      const response = await get(new Request(`http://localhost/?${query}`), {
        params: Promise.resolve({ id }),
      });
      const text = await response.text();
      // What was asked for comes back in some answers; that tells nothing.
      const asked = new Set(new URLSearchParams(query).values());
      const names = people.filter((person) => !asked.has(person) && text.includes(person));
      if (names.length > 0) told.set(`${path}?${query}`, names);
    }
  }
  return told;
}

const pseudonymsOf = async (query: string) =>
  (
    await askApi<{ values: readonly { value: string | null; others: number }[] }>(
      getPhases,
      `${DAYS}&by=person${query}`,
    )
  ).values;

const rowsOf = async (query: string) =>
  (await askApi<{ roundTrips: readonly Person[] }>(getRoundTrips, `${DAYS}&limit=1000${query}`)).roundTrips;

test("with names, many answers tell people; with pseudonyms and without people, none of any route does", async () => {
  const told = await namesTold();
  for (const path of [
    "round-trips/",
    "turns/route",
    "turns/[id]",
    "sessions",
    "phases",
    "meta",
    "distribution",
  ])
    expect(
      [...told.keys()].some((key) => key.startsWith(path)),
      path,
    ).toBe(true);
  for (const shown of ["pseudonym", "hidden"] as const) {
    await savePeople(shown);
    expect(await namesTold(), shown).toEqual(new Map());
  }
});

test("a pseudonym stays the same, tells as much as the name did, and works as a filter", async () => {
  const named = await pseudonymsOf("");
  await savePeople("pseudonym");
  const first = await pseudonymsOf("");
  expect(first.map((one) => ({ ...one, value: null, name: null }))).toEqual(
    named.map((one) => ({ ...one, value: null, name: null })),
  );
  for (const { value } of first) if (value !== null) expect(value).toMatch(/^Person [0-9a-f]{8}$/);
  expect(await pseudonymsOf("")).toEqual(first);
  const rows = await rowsOf("");
  const shown = rows.find(({ person }) => person !== null);
  expect(shown).toBeDefined();
  const own = await rowsOf(`&person=${encodeURIComponent(shown?.person ?? "")}`);
  expect(new Set(own.map(({ person }) => person))).toEqual(new Set([shown?.person]));
  const found = new Set(own.map(({ id }) => id));
  const expected = rows.filter(({ person }) => person === shown?.person);
  expect(expected.filter(({ id }) => !found.has(id))).toEqual([]);
});

test("somebody's name finds nothing once people have pseudonyms or are hidden", async () => {
  const name = encodeURIComponent(people[0] ?? "");
  expect((await rowsOf(`&person=${name}`)).length).toBeGreaterThan(0);
  for (const shown of ["pseudonym", "hidden"] as const) {
    await savePeople(shown);
    expect(await rowsOf(`&person=${name}`)).toEqual([]);
    expect(await pseudonymsOf(`&person=${name}`)).toEqual([]);
  }
});

test("with pseudonyms a group of fewer than five people is not broken down by person", async () => {
  await savePeople("pseudonym");
  const groups = Map.groupBy(history.roundTrips, ({ repository }) => repository);
  const sizes = [...groups].map(([repository, trips]) => ({
    repository,
    size: new Set(trips.flatMap(({ person }) => person ?? [])).size,
  }));
  const small =
    sizes.find(({ repository, size }) => repository !== null && size > 0 && size < 5)?.repository ?? "";
  expect(small).not.toBe("");
  const told = await pseudonymsOf(`&repository=${encodeURIComponent(small)}`);
  expect(told.map(({ value }) => value)).toEqual(told.map(() => null));
  expect(told.reduce((sum, { others }) => sum + others, 0)).toBeGreaterThan(0);
  const smallOnes = new Set(sizes.filter(({ size }) => size < 5).map(({ repository }) => repository));
  for (const { person, repository } of await rowsOf(""))
    if (repository !== null && smallOnes.has(repository)) expect(person).toBeNull();
  const [pseudonym] = (await pseudonymsOf("")).flatMap(({ value }) => value ?? []);
  expect(
    await rowsOf(`&person=${encodeURIComponent(pseudonym ?? "")}&repository=${encodeURIComponent(small)}`),
  ).toEqual([]);
});

test("hidden people are one group", async () => {
  const n = (await pseudonymsOf("")).length;
  expect(n).toBeGreaterThan(5);
  await savePeople("hidden");
  const values = await pseudonymsOf("");
  expect(values.filter(({ others }) => others > 0)).toHaveLength(1);
  expect(values.find(({ others }) => others > 0)?.others).toBe(people.length);
});

test("another name is shown in rows, sums and files, and both it and what is stored find the same rows", async () => {
  const team = history.roundTrips.find((trip) => trip.team !== null)?.team ?? "";
  await saveNames("team", new Map([[team, "The Builders"]]));
  const stored = await rowsOf(`&team=${encodeURIComponent(team)}`);
  expect(new Set(stored.map((row) => row.team))).toEqual(new Set(["The Builders"]));
  expect(await rowsOf("&team=The%20Builders")).toEqual(stored);
  const { values } = await askApi<{ values: readonly { value: string; name: string }[] }>(
    getPhases,
    `${DAYS}&by=team`,
  );
  expect(values.find(({ value }) => value === team)?.name).toBe("The Builders");
  const csv = await getPhases(new Request(`http://localhost/?${DAYS}&by=team&format=csv`));
  expect(await csv.text()).toContain(`${team},The Builders,0,`);
  const { dimensions } = await askApi<{ dimensions: { team: readonly { value: string; name?: string }[] } }>(
    getMeta,
    DAYS,
  );
  expect(dimensions.team.find(({ value }) => value === team)?.name).toBe("The Builders");
});

test("a file that is exported is in the audit log with what was asked for; an answer that is none is not", async () => {
  await sharedDatabase().$executeRaw`delete from audit_entries`;
  await rowsOf("&team=x");
  await getRoundTrips(new Request("http://localhost/api/v1/round-trips?window=1h&team=x&format=csv"));
  await getRoundTrips(new Request("http://localhost/api/v1/round-trips?window=nonsense&format=csv"));
  const { entries } = await listAudit(10, null);
  expect(
    entries.map(({ action, title, lines }) => [
      action,
      title,
      lines.map(({ what, to }) => [what, to]).toSorted(),
    ]),
  ).toEqual([
    [
      "export",
      "/api/v1/round-trips",
      [
        ["format", "csv"],
        ["team", "x"],
        ["window", "1h"],
      ],
    ],
  ]);
});
