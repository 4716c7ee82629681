import { afterAll, beforeAll, expect, test } from "vitest";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { type CapturedRecord, captureRecords, observeRecords } from "#tests/support/captures.ts";
import { forgetEverything } from "#tests/support/forget-everything.ts";
import { storedHistory } from "#tests/support/stored-history.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { sessionOfCapture, tapped, wireOfCapture } from "#tests/support/wire-spans.ts";

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

const traces = captureRecords("gemini-cli").filter(({ signal }) => signal === "traces");
const wire = wireOfCapture("gemini-cli", tapped("GeminiCLI-tui", null), "response");

/** The same traces, as another session tells them, begun so much later. */
function ofAnotherSession(records: readonly CapturedRecord[], laterMs: number): CapturedRecord[] {
  const session = sessionOfCapture("gemini-cli");
  const renamed = (values: ReadonlyMap<string, unknown>) =>
    new Map(
      [...values].map(([key, value]) => [
        key,
        typeof value === "string" ? value.replace(session, "another") : value,
      ]),
    ) as CapturedRecord["record"]["attributes"];
  return records.flatMap((captured) => {
    if (captured.signal !== "traces") return [];
    const { record, origin } = captured;
    const [startMs, endMs] = [record.startMs + laterMs, record.endMs + laterMs];
    const traceId = record.traceId.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    return [
      {
        ...captured,
        origin: { ...origin, resource: renamed(origin.resource) },
        record: { ...record, attributes: renamed(record.attributes), traceId, startMs, endMs },
      },
    ];
  });
}

/** The bases of all rows after these records came, those of each part at once. */
async function basesAfter(...parts: readonly (readonly CapturedRecord[])[]) {
  await forgetEverything(database);
  for (const part of parts) {
    await saveObservations(database, observeRecords(part));
    while ((await assemblePending(database, assembleSegment)) > 0);
  }
  const { turns, roundTrips } = await storedHistory(database);
  return { turns: turns.length, bases: roundTrips.map(({ basis }) => basis).toSorted() };
}

test("a call that nobody names goes to the session that alone tells of one like it, whoever comes first", async () => {
  const counted = { turns: 1, bases: ["wire", "wire"] };
  expect(await basesAfter(traces, wire)).toEqual(counted);
  expect(await basesAfter(wire, traces)).toEqual(counted);
});

test("a session that tells of calls like it in another second does not have it", async () => {
  const later = ofAnotherSession(traces, 60_000);
  expect(await basesAfter(later, traces, wire)).toEqual({
    turns: 2,
    bases: ["clientSpan", "clientSpan", "wire", "wire"],
  });
});

test("where two sessions tell of a call like it, it stands by itself, also when the second comes late", async () => {
  const both = ofAnotherSession(traces, 0);
  const { bases } = await basesAfter(traces, wire, both);
  expect(bases).toEqual(["clientSpan", "clientSpan", "clientSpan", "clientSpan", "wire", "wire"]);
});
