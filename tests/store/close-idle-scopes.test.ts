import { afterAll, beforeAll, expect, test } from "vitest";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { closeIdleScopes } from "#lib/store/close-idle-scopes.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { CodexSession } from "#tests/support/codex-session.ts";
import { storedRoundTrips } from "#tests/support/stored-rows.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const MINUTE_MS = 60_000;

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

async function save(session: CodexSession): Promise<void> {
  await saveObservations(database, session.observations());
  await assemble();
}

async function assemble(): Promise<void> {
  while ((await assemblePending(database, assembleSegment)) > 0);
}

const roundTrips = async () =>
  (await storedRoundTrips(database)).map(({ outcome, e2eMs, outputTokens }) => ({
    outcome,
    e2eMs,
    outputTokens,
  }));

test("a response that nobody heard the end of is cancelled after a while, and complete if its end comes after all", async () => {
  const session = new CodexSession().prompt(0).request(20, 10).deltas(100, 250);
  await save(session);
  expect(await closeIdleScopes(database, 15 * MINUTE_MS)).toBe(0);
  expect(await roundTrips()).toEqual([]);

  await database.$executeRaw`update observations set received_at = received_at - interval '20 minutes'`;
  expect(await closeIdleScopes(database, 15 * MINUTE_MS)).toBe(1);
  await assemble();
  expect(await roundTrips()).toEqual([{ outcome: "cancelled", e2eMs: 240, outputTokens: null }]);
  expect(await closeIdleScopes(database, 15 * MINUTE_MS)).toBe(0);

  await save(session.completed(400));
  expect(await roundTrips()).toEqual([{ outcome: "complete", e2eMs: 390, outputTokens: 40 }]);
});

test("a session that ended properly is left alone", async () => {
  await save(
    new CodexSession("0199aaaa-0000-7000-8000-00000000000f")
      .prompt(0)
      .request(20, 10)
      .deltas(100)
      .completed(200),
  );
  await database.$executeRaw`update observations set received_at = received_at - interval '20 minutes'`;
  expect(await closeIdleScopes(database, 15 * MINUTE_MS)).toBe(0);
});
