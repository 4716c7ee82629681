import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { ClientTelemetry } from "#tests/support/client-telemetry.ts";
import { CodexSession, T0 } from "#tests/support/codex-session.ts";
import { forgetEverything } from "#tests/support/forget-everything.ts";
import { historyOf, storedHistory } from "#tests/support/stored-history.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** The Monday (UTC) on which this week began, in Unix ms; the first Monday was the fifth day there was. */
const MONDAY_MS = Math.floor((Date.now() - 4 * DAY_MS) / WEEK_MS) * WEEK_MS + 4 * DAY_MS;
/** Stories are told in ms after T0: that Monday, some days before it, and some minutes after it. */
const MONDAY = MONDAY_MS - T0;
const LAST_WEEK = MONDAY - 3 * DAY_MS;
const THIS_WEEK = MONDAY + 60_000;

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const created = await createTestDatabase();
  database = openDatabase(created.url);
  drop = created.drop;
});

beforeEach(() => forgetEverything(database));

afterAll(async () => {
  await database.$disconnect();
  await drop();
});

async function save(observations: readonly Observation[]): Promise<void> {
  await saveObservations(database, observations);
}

async function assemble(): Promise<void> {
  while ((await assemblePending(database, assembleSegment)) > 0);
}

/** As if all that is stored so far had come a week ago. */
async function ageByAWeek(): Promise<void> {
  await database.$queryRaw`select add_partition('observations', 7, ${MONDAY_MS - WEEK_MS}::float8)::text`;
  await database.$executeRaw`
    update observations set received_at = received_at - interval '7 days', received_on = received_on - 7`;
  await database.$executeRaw`update sessions set first_seen_at = first_seen_at - interval '7 days'`;
}

/** As retention does: with the partition go the observations that came last week, while this week has its own. */
async function dropLastWeek(): Promise<void> {
  await database.$queryRaw`select add_partition('observations', 7, ${MONDAY_MS}::float8)::text`;
  const day = new Date(MONDAY_MS - WEEK_MS).toISOString().slice(0, 10).replaceAll("-", "");
  const partition = Prisma.raw(`observations_${day}`);
  await database.$executeRaw`alter table observations detach partition ${partition}`;
  await database.$executeRaw`drop table ${partition}`;
}

/** A turn of one call, a refused try and a tool, `ms` after T0. */
function addTurn(session: CodexSession, ms: number): CodexSession {
  return session
    .prompt(ms)
    .request(ms + 20, 10)
    .deltas(ms + 100)
    .completed(ms + 200)
    .tool(ms + 400, 100, `call_${ms}`)
    .request(ms + 420, 10, 429)
    .request(ms + 940, 20, 200, 1)
    .deltas(ms + 1000, ms + 1050)
    .completed(ms + 1100);
}

const STEADY = "0199aaaa-0000-7000-8000-00000000000a";
const LATER = "0199aaaa-0000-7000-8000-00000000000b";

test("a session that goes on after its old observations were dropped keeps its old turns and gets the new one", async () => {
  const old = addTurn(addTurn(new CodexSession(STEADY), LAST_WEEK), LAST_WEEK + 60_000).observations();
  const now = addTurn(new CodexSession(STEADY), THIS_WEEK).observations();
  await save(old);
  await assemble();
  await ageByAWeek();
  await dropLastWeek();
  for (const part of [now.slice(0, 3), now]) {
    await save(part);
    await assemble();
  }
  const truth = historyOf([...old, ...now]);
  expect(truth.turns).toHaveLength(3);
  expect(await storedHistory(database)).toEqual(truth);
});

test("what is told late of a turn whose observations were dropped changes nothing, not even which hours are touched", async () => {
  const old = addTurn(new CodexSession(STEADY), LAST_WEEK);
  await save(old.observations());
  await assemble();
  await ageByAWeek();
  await dropLastWeek();
  const before = await storedHistory(database);
  await database.$executeRaw`truncate touched_hours`;
  const late = new CodexSession(STEADY)
    .request(LAST_WEEK + 1_200, 10)
    .deltas(LAST_WEEK + 1_300)
    .completed(LAST_WEEK + 1_400);
  await save(late.observations());
  await assemble();
  // Sent again as a whole, as by an exporter that was offline, it is new to the table of observations.
  await save(old.observations());
  await assemble();
  expect(before.turns).toHaveLength(1);
  expect(await storedHistory(database)).toEqual(before);
  expect(await database.touchedHour.count()).toBe(0);
});

test("a session first heard of after the drop is assembled wholly, however old its timestamps", async () => {
  await save(addTurn(new CodexSession(STEADY), LAST_WEEK).observations());
  await assemble();
  await ageByAWeek();
  await save(addTurn(new CodexSession(STEADY), THIS_WEEK).observations());
  await assemble();
  await dropLastWeek();
  const known = await storedHistory(database);
  const [first = [], second = []] = [LAST_WEEK - 30 * DAY_MS, LAST_WEEK].map((ms) =>
    addTurn(new CodexSession(LATER), ms).observations(),
  );
  await save([...second, ...first.slice(5)]);
  await assemble();
  await save(first);
  await assemble();
  const truth = historyOf([...first, ...second]);
  const added = await storedHistory(database);
  const knownIds = new Set([...known.turns, ...known.roundTrips].map(({ id }) => id));
  expect(truth.turns).toHaveLength(2);
  expect(added.turns.filter(({ id }) => !knownIds.has(id))).toEqual(truth.turns);
  expect(added.roundTrips.filter(({ id }) => !knownIds.has(id))).toEqual(truth.roundTrips);
  expect(added.turns).toHaveLength(known.turns.length + 2);
});

test("what came before the drop and was assembled only after midnight is as final as the rest", async () => {
  const old = addTurn(addTurn(new CodexSession(STEADY), LAST_WEEK), LAST_WEEK + 60_000).observations();
  const now = addTurn(new CodexSession(STEADY), THIS_WEEK).observations();
  await save(old);
  await ageByAWeek();
  await assemble();
  await save(now);
  await dropLastWeek();
  await assemble();
  expect(await storedHistory(database)).toEqual(historyOf([...old, ...now]));
});

test("a turn that was going on when the week ended stays whole, and no half of it comes in twice", async () => {
  const session = new CodexSession(STEADY)
    .prompt(MONDAY - 1_000)
    .request(MONDAY - 900, 10)
    .deltas(MONDAY - 800, MONDAY - 20, MONDAY + 200)
    .completed(MONDAY + 300)
    .tool(MONDAY + 500, 100)
    .request(MONDAY + 600, 10)
    .deltas(MONDAY + 700)
    .completed(MONDAY + 900);
  const all = session.observations();
  const now = addTurn(new CodexSession(STEADY), THIS_WEEK).observations();
  await save(all.filter(({ atMs }) => atMs < MONDAY_MS));
  await ageByAWeek();
  await save(all);
  await assemble();
  await dropLastWeek();
  await save(now);
  await assemble();
  const truth = historyOf([...all, ...now]);
  expect(truth.turns).toHaveLength(2);
  expect(truth.roundTrips).toHaveLength(4);
  expect(await storedHistory(database)).toEqual(truth);
});

test("where no prompts cut a session, too, what was told before the drop stays, and what comes after it is added", async () => {
  const agent = { "service.name": "my-agent" };
  const call = (ms: number, spanId: string) =>
    new ClientTelemetry(agent)
      .span(
        "chat",
        ms,
        ms + 500,
        { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5.6" },
        { spanId },
      )
      .spans();
  const old = call(LAST_WEEK, "00000000000000a1");
  const now = call(THIS_WEEK, "00000000000000a2");
  await save(old);
  await assemble();
  const { turns: oldTurns } = await storedHistory(database);
  await ageByAWeek();
  await dropLastWeek();
  await save(now);
  await assemble();
  const { turns, roundTrips } = await storedHistory(database);
  expect(roundTrips).toEqual(historyOf([...old, ...now]).roundTrips);
  expect(turns).toEqual(expect.arrayContaining([...oldTurns]));
  expect(turns.map((turn) => turn.roundTrips)).toEqual([1, 1]);
});

test("whatever was told before and is told again after the drop, the tables end up as if nothing had been dropped", {
  timeout: 300_000,
}, async () => {
  const names = [STEADY, LATER, "0199aaaa-0000-7000-8000-00000000000c"];
  const turn = fc.record({
    of: fc.nat(names.length - 1),
    // Around midnight more often than not; turns of one session 2 s apart, so that none runs into the next.
    place: fc.oneof(fc.constant(0), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -2_000, max: 200 })),
    shift: fc.constantFrom(0, 150, 700, 1_060),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      async (turns, dice) => {
        await forgetEverything(database);
        const places = new Map(turns.map((one) => [`${one.of} ${one.place}`, one]));
        const all = [...places.values()].flatMap(({ of, place, shift }) =>
          addTurn(new CodexSession(names[of]), MONDAY + place * 2_000 - shift).observations(),
        );
        const someOf = (list: readonly Observation[]) =>
          list.filter(() => (dice.next().value ?? 0) % 3 === 0);
        const [before, after] = [true, false].map((isBefore) =>
          all.filter(({ atMs }) => atMs < MONDAY_MS === isBefore),
        ) as [Observation[], Observation[]];
        await save(before);
        if ((dice.next().value ?? 0) % 2 === 0) await assemble();
        await ageByAWeek();
        await save(someOf(after));
        await assemble();
        await save(after);
        await assemble();
        const truth = historyOf(all);
        expect(await storedHistory(database)).toEqual(truth);
        await dropLastWeek();
        for (let round = 0; round < 3; round++) {
          await save(someOf(all));
          await assemble();
        }
        expect(await storedHistory(database)).toEqual(truth);
      },
    ),
    { numRuns: 15 },
  );
});
