import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { findTurn } from "#lib/store/find-turn.ts";
import { assemblePending } from "#lib/store/pending-assemblies.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { type CapturedRecord, captureRecords, observeRecords } from "#tests/support/captures.ts";
import { forgetEverything } from "#tests/support/forget-everything.ts";
import { historyOf, storedHistory } from "#tests/support/stored-history.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { streamedTimes, wireAttempt } from "#tests/support/wire-attempt.ts";
import {
  type Carrier,
  sessionOfCapture,
  tapped,
  type WireCapture,
  type WireSender,
  wireOfCapture,
  wireRecord,
  withResponseIds,
} from "#tests/support/wire-spans.ts";

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

/** Codex and Claude Code by their session, Qwen Code by nothing but its trace, Gemini CLI by what its responses are called. */
const WATCHED: readonly (readonly [name: WireCapture, sender: WireSender, carrier: Carrier])[] = [
  ["codex-sse", tapped("codex_exec", sessionOfCapture("codex-sse")), "session"],
  ["codex-websocket", tapped("codex_exec", null), "trace"],
  ["claude-code", tapped("claude-cli", sessionOfCapture("claude-code")), "session"],
  ["qwen-code", { resource: { "service.name": "qwen-code" } }, "span"],
  ["gemini-cli", tapped("GeminiCLI-tui", null), "response"],
];

const observations: readonly Observation[] = WATCHED.flatMap(([name, sender, carrier]) => [
  ...observeRecords(withResponseIds(captureRecords(name))),
  ...observeRecords(wireOfCapture(name, sender, carrier)),
]);

async function assembleEverything(): Promise<void> {
  while ((await assemblePending(database, assembleSegment)) > 0);
}

test("clients and the wire, in any order and assembled at any time, are one turn and two round trips each", {
  timeout: 300_000,
}, async () => {
  const truth = historyOf(observations);
  expect(truth.turns).toHaveLength(WATCHED.length);
  expect(truth.roundTrips.map(({ basis }) => basis)).toEqual(WATCHED.flatMap(() => ["wire", "wire"]));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: observations.length, maxLength: observations.length }),
      fc.array(fc.nat(observations.length), { maxLength: 4 }),
      async (ranks, cuts) => {
        await forgetEverything(database);
        const order = [...observations.keys()].toSorted((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
        const edges = [0, ...cuts, order.length].toSorted((a, b) => a - b);
        for (const [place, from] of edges.entries()) {
          const part = order.slice(from, edges[place + 1] ?? from);
          await saveObservations(
            database,
            part.flatMap((index) => observations[index] ?? []),
          );
          await assembleEverything();
        }
        expect(await storedHistory(database)).toEqual(truth);
      },
    ),
    { numRuns: 12 },
  );
});

test("whatever comes last, and alone, reaches all that it tells something of", {
  timeout: 120_000,
}, async () => {
  const truth = historyOf(observations);
  const wrong: unknown[] = [];
  for (const late of observations) {
    await forgetEverything(database);
    for (const part of [observations.filter((one) => one !== late), [late]]) {
      await saveObservations(database, part);
      await assembleEverything();
    }
    const told = await storedHistory(database);
    if (JSON.stringify(told) !== JSON.stringify(truth)) wrong.push({ kind: late.kind, scope: late.scope });
  }
  expect(wrong).toEqual([]);
});

test("what the wire told first of a trace passes to the session that tells of it later, and is not left behind", async () => {
  await forgetEverything(database);
  const [name, sender, carrier] = [
    "qwen-code",
    { resource: { "service.name": "qwen-code" } },
    "span",
  ] as const;
  await saveObservations(database, observeRecords(wireOfCapture(name, sender, carrier)));
  await assembleEverything();
  expect((await storedHistory(database)).roundTrips).toHaveLength(2);
  await saveObservations(database, observeRecords(captureRecords(name)));
  await assembleEverything();
  const { turns, roundTrips } = await storedHistory(database);
  expect(turns).toHaveLength(1);
  expect(roundTrips.map(({ basis }) => basis)).toEqual(["wire", "wire"]);
});

test("a try that failed passes to the session that names the response of the one behind it", async () => {
  const told = observeRecords(withResponseIds(captureRecords("gemini-cli")));
  const [, answered] = wireOfCapture("gemini-cli", tapped("GeminiCLI-tui", null), "response");
  if (answered?.signal !== "traces") throw new Error("The capture has no round trip");
  const { record } = answered;
  const failed = wireRecord(tapped("GeminiCLI-tui", null), {
    startMs: record.startMs - 4,
    endMs: record.startMs - 1,
    traceId: record.traceId,
    attributes: {
      "roundtrip.call.id": record.attributes.get("roundtrip.call.id") ?? null,
      "roundtrip.outcome": "rateLimited",
      "http.response.status_code": 429,
      "gen_ai.request.model": "gemini-2.5-pro",
    },
  });
  const wire = observeRecords([failed, answered]);
  for (const parts of [
    [wire, told],
    [told, wire],
  ]) {
    await forgetEverything(database);
    for (const part of parts) {
      await saveObservations(database, part);
      await assembleEverything();
    }
    const { turns, roundTrips } = await storedHistory(database);
    expect(turns).toHaveLength(1);
    expect(roundTrips.map(({ basis, attempts }) => [basis, attempts]).toSorted()).toEqual([
      ["clientSpan", 1],
      ["wire", 2],
    ]);
  }
});

test("a round trip that only the wire tells of is a row with all that was measured", async () => {
  await forgetEverything(database);
  await saveObservations(
    database,
    wireAttempt({ resource: { "service.name": "my-agent" } }, 0, 1000, {
      ...streamedTimes(200, 900),
      "gen_ai.request.model": "gpt-5.6",
      "openai.request.service_tier": "priority",
      "roundtrip.connection.dns_ms": 3,
      "roundtrip.connection.connect_ms": 10,
      "roundtrip.connection.tls_ms": 20,
      "roundtrip.request_sent_ms": 34,
      "roundtrip.headers_ms": 60,
      "roundtrip.first_event_ms": 61,
      "roundtrip.gap.p50_ms": 8,
      "roundtrip.gap.p95_ms": 20,
      "roundtrip.gap.max_ms": 1500,
      "roundtrip.stalls": 1,
      "roundtrip.stalled_ms": 700,
      "roundtrip.server_ms": 120,
      "roundtrip.server_time_source": "openai-processing-ms",
      "roundtrip.lane_depth": 0,
    }),
  );
  await assembleEverything();
  const [row] = await database.roundTrip.findMany();
  const turn = await findTurn(database, row?.turnId ?? "", 0);
  expect(turn?.roundTrips[0]).toMatchObject({
    basis: "wire",
    connectMs: 33,
    serverMs: 120,
    stalls: 1,
    stalledMs: 700,
    requestedTier: "priority",
    fallbackFromWebSocket: null,
    wire: {
      dnsMs: 3,
      tcpMs: 10,
      tlsMs: 20,
      upgradeMs: null,
      sentMs: 34,
      headersMs: 60,
      firstTokenMs: 200,
      laneDepth: 0,
    },
  });
  expect(turn?.turn.phases.connect).toBe(33);
});

const geminiTraces = captureRecords("gemini-cli").filter(({ signal }) => signal === "traces");
const geminiWire = wireOfCapture("gemini-cli", tapped("GeminiCLI-tui", null), "response");

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
    await assembleEverything();
  }
  const { turns, roundTrips } = await storedHistory(database);
  return { turns: turns.length, bases: roundTrips.map(({ basis }) => basis).toSorted() };
}

test("a call that nobody names goes to the session that alone tells of one like it, whoever comes first", async () => {
  const counted = { turns: 1, bases: ["wire", "wire"] };
  expect(await basesAfter(geminiTraces, geminiWire)).toEqual(counted);
  expect(await basesAfter(geminiWire, geminiTraces)).toEqual(counted);
});

test("a session that tells of calls like it in another second does not have it", async () => {
  const later = ofAnotherSession(geminiTraces, 60_000);
  expect(await basesAfter(later, geminiTraces, geminiWire)).toEqual({
    turns: 2,
    bases: ["clientSpan", "clientSpan", "wire", "wire"],
  });
});

test("where two sessions tell of a call like it, it stands by itself, also when the second comes late", async () => {
  const both = ofAnotherSession(geminiTraces, 0);
  const { bases } = await basesAfter(geminiTraces, geminiWire, both);
  expect(bases).toEqual(["clientSpan", "clientSpan", "clientSpan", "clientSpan", "wire", "wire"]);
});
