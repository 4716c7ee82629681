import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";
import { ClientTelemetry } from "#tests/support/client-telemetry.ts";
import { CodexSession, T0 } from "#tests/support/codex-session.ts";
import { forgetEverything } from "#tests/support/forget-everything.ts";
import { historyOf, storedHistory } from "#tests/support/stored-history.ts";
import { storedRoundTrips, storedTurns } from "#tests/support/stored-rows.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { sessionOfCapture, tapped, wireOfCapture, wireRecord } from "#tests/support/wire-spans.ts";

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const created = await createTestDatabase();
  database = openDatabase(created.url);
  drop = created.drop;
});

afterAll(async () => {
  await database.$disconnect();
  await drop();
});

/** A session of three turns, the first two of which share a slot of stream events. */
const story = new CodexSession()
  .prompt(0)
  .request(20, 10)
  .deltas(30, 40)
  .completed(41)
  .prompt(45)
  .request(60, 10)
  .deltas(95, 97)
  .completed(98)
  .tool(300, 100)
  .request(420, 10, 429)
  .request(940, 20, 200, 1)
  .deltas(1000, 1050)
  .completed(1100)
  .prompt(5000)
  .request(5020, 10)
  .deltas(5100)
  .completed(5200)
  .observations();

/** One turn into which a second prompt was sent while the agent was at work, as its span tells afterwards. */
const steered = new CodexSession("0199aaaa-0000-7000-8000-000000000005")
  .prompt(0)
  .request(20, 10)
  .deltas(100)
  .completed(200)
  .prompt(300)
  .request(400, 10)
  .deltas(500)
  .completed(600)
  .prompt(9000)
  .request(9020, 10)
  .deltas(9100)
  .completed(9200)
  .observations();

const steeredTurn: Observation = {
  ...(steered[0] as Observation),
  key: "the turn's span",
  kind: "turn",
  source: "span",
  startMs: T0 - 50,
  atMs: T0 + 700,
};

const inProcess = { resource: { "service.name": "unknown_service:node" } };

/** What was measured at the wire, found by session, by trace, by the client's own span, or by nobody. */
const measured = [
  ...wireOfCapture("codex-sse", tapped("codex_exec", null), "trace"),
  ...wireOfCapture("codex-websocket", tapped("codex_exec", sessionOfCapture("codex-websocket")), "session"),
  ...wireOfCapture("claude-code", tapped("claude-cli", sessionOfCapture("claude-code")), "session"),
  ...wireOfCapture("gemini-cli", inProcess, "span"),
  ...wireOfCapture("qwen-code", inProcess, "span"),
  wireRecord(inProcess, { startMs: T0, endMs: T0 + 1_000 }),
];

const observations: readonly Observation[] = [
  ...story,
  ...steered,
  steeredTurn,
  ...observeRecords(["codex-sse", "codex-websocket"].flatMap(captureRecords)),
  // Logs and spans one by one, so that those that tell of one thing meet in the database.
  ...["claude-code", "gemini-cli", "qwen-code"]
    .flatMap(captureRecords)
    .flatMap((record) => observeRecords([record])),
  ...observeRecords(measured),
];

async function assembleEverything(): Promise<void> {
  while ((await assemblePending(database, assembleSegment)) > 0);
}

test("whatever order, repetition and timing observations arrive in, the tables end up the same", {
  timeout: 300_000,
}, async () => {
  const history = fc.array(
    fc.record({
      picks: fc.array(fc.nat(observations.length - 1), { minLength: 1, maxLength: 30 }),
      assembleAfter: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  const truth = historyOf(observations);
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.integer(), { minLength: observations.length, maxLength: observations.length }),
      async (batches, ranks) => {
        await forgetEverything(database);
        for (const { picks, assembleAfter } of batches) {
          await saveObservations(
            database,
            picks.flatMap((index) => observations[index] ?? []),
          );
          if (assembleAfter) await assembleEverything();
        }
        const rest = [...observations.keys()].toSorted((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
        for (let from = 0; from < rest.length; from += 20) {
          await saveObservations(
            database,
            rest.slice(from, from + 20).flatMap((index) => observations[index] ?? []),
          );
        }
        await assembleEverything();
        expect(await storedHistory(database)).toEqual(truth);
      },
    ),
    { numRuns: 30 },
  );
});

test("two writers and two assemblers at once end up with the same tables", async () => {
  await forgetEverything(database);
  const half = Math.ceil(observations.length / 2);
  await Promise.all([
    saveObservations(database, observations),
    saveObservations(database, observations.toReversed()),
    saveObservations(database, observations.slice(half)).then(assembleEverything),
    saveObservations(database, observations.slice(0, half)).then(assembleEverything),
  ]);
  await Promise.all([assembleEverything(), assembleEverything()]);
  expect(await storedHistory(database)).toEqual(historyOf(observations));
});

test("a batch that tells nothing new counts as duplicate and asks for no assembly", async () => {
  await saveObservations(database, story);
  await assembleEverything();
  const again = await saveObservations(database, story);
  expect(again).toEqual({ stored: 0, duplicate: story.length });
  expect(await database.pendingAssembly.count()).toBe(0);
});

test("a prompt that turns out to have come before another one takes its turn along", async () => {
  await forgetEverything(database);
  const call = (startMs: number, prompt: number) =>
    new ClientTelemetry({ "service.name": "gemini-cli", "session.id": "s" })
      .span(
        "llm_call",
        startMs,
        startMs + 50,
        { "gen_ai.prompt.name": `s########${prompt}` },
        {
          spanId: String(startMs).padStart(16, "0"),
        },
      )
      .spans();
  const parts = [call(900, 1), call(500, 2), call(100, 1)];
  for (const part of parts) {
    await saveObservations(database, part);
    await assembleEverything();
  }
  const { turns, roundTrips } = assembleAll(parts.flat());
  expect(turns).toHaveLength(2);
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).toSorted();
  expect(ids(await database.turn.findMany())).toEqual(ids(turns));
  expect(ids(await database.roundTrip.findMany())).toEqual(ids(roundTrips));
});

test("a prompt sent into a turn that is still going on steers it: one turn, not two", async () => {
  const { scope } = steeredTurn;
  await saveObservations(database, steered);
  await assembleEverything();
  const turnsOfScope = async () => (await storedTurns(database)).filter((turn) => turn.scope === scope);
  expect(await turnsOfScope()).toHaveLength(3);
  await saveObservations(database, [steeredTurn]);
  await assembleEverything();
  const turns = (await turnsOfScope()).toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const roundTrips = (await storedRoundTrips(database)).filter((trip) => trip.scope === scope);
  expect(
    turns.map(({ id, durationMs, ...turn }) => ({
      durationMs,
      roundTrips: roundTrips.filter(({ turnId }) => turnId === id).length,
      counted: turn.roundTrips,
    })),
  ).toEqual([
    { durationMs: 750, roundTrips: 2, counted: 2 },
    { durationMs: 200, roundTrips: 1, counted: 1 },
  ]);
});
