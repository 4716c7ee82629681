import { expect, test } from "vitest";
import { describeCollector } from "./describe-collector.ts";
import { prepareCollectorProblems, prepareCollectorState } from "./series/prepare-collector-sentences.ts";

const STARTED_S = 1_800_000_000;
const NOW_MS = STARTED_S * 1000 + 90_000;
const MIB = 1024 * 1024;

const QUIET = `# HELP roundtrip_stored_total Observations committed that told something new
# TYPE roundtrip_stored_total counter
roundtrip_stored_total 0
roundtrip_duplicate_total 0
roundtrip_start_time_seconds ${STARTED_S}
roundtrip_pending_bytes 0
roundtrip_pending_max_bytes ${64 * MIB}
roundtrip_pending_assemblies 0
roundtrip_resident_memory_bytes ${100 * MIB}
`;

const BUSY = `${QUIET.replace("stored_total 0", "stored_total 40").replace("duplicate_total 0", "duplicate_total 2")}
roundtrip_requests_total{signal="traces",status="200"} 5
roundtrip_requests_total{signal="traces",status="503"} 7
roundtrip_requests_total{signal="logs",status="400"} 1
roundtrip_received_total{signal="traces"} 50
roundtrip_filtered_total{signal="traces"} 8
roundtrip_rejected_total{signal="traces",reason="invalidId"} 1
roundtrip_commit_failures_total{fault="database"} 3
roundtrip_client_observations{client="say \\"hi\\""} 30
roundtrip_client_last_seen_seconds{client="say \\"hi\\""} ${STARTED_S + 80}
roundtrip_client_observations{client="codex"} 12
roundtrip_client_last_seen_seconds{client="codex"} ${STARTED_S + 87}
roundtrip_service_received{service="cursor",way="told"} 7
roundtrip_service_last_received_seconds{service="cursor",way="told"} ${STARTED_S + 80}
roundtrip_service_read{service="cursor",way="told"} 0
roundtrip_service_received{service="roundtrip-tap",way="wire"} 30
roundtrip_service_last_received_seconds{service="roundtrip-tap",way="wire"} ${STARTED_S + 87}
roundtrip_service_read{service="roundtrip-tap",way="wire"} 29
roundtrip_service_last_read_seconds{service="roundtrip-tap",way="wire"} ${STARTED_S + 87}
`;

test("the metrics become counts by signal, and clients in the order in which they were heard", () => {
  expect(describeCollector(BUSY)).toEqual({
    startedAtMs: STARTED_S * 1000,
    signals: [
      {
        signal: "traces",
        requests: [
          { status: 503, n: 7 },
          { status: 200, n: 5 },
        ],
        received: 50,
        filtered: 8,
        rejected: [{ reason: "invalidId", n: 1 }],
      },
      { signal: "logs", requests: [{ status: 400, n: 1 }], received: 0, filtered: 0, rejected: [] },
      { signal: "metrics", requests: [], received: 0, filtered: 0, rejected: [] },
    ],
    stored: 40,
    duplicate: 2,
    failures: { commitsByDatabase: 3, commitsByData: 0, assemblyRounds: 0, segments: 0 },
    pendingBytes: 0,
    pendingMaxBytes: 64 * MIB,
    pendingAssemblies: 0,
    memoryBytes: 100 * MIB,
    clients: [
      { client: "codex", observations: 12, lastMs: (STARTED_S + 87) * 1000 },
      { client: 'say "hi"', observations: 30, lastMs: (STARTED_S + 80) * 1000 },
    ],
    services: [
      {
        ...{ service: "roundtrip-tap", way: "wire", received: 30, lastMs: (STARTED_S + 87) * 1000 },
        ...{ read: 29, lastReadMs: (STARTED_S + 87) * 1000 },
      },
      {
        ...{ service: "cursor", way: "told", received: 7, lastMs: (STARTED_S + 80) * 1000 },
        ...{ read: 0, lastReadMs: null },
      },
    ],
  });
});

test("a collector that nobody sent anything to has no problem and says so", () => {
  const state = describeCollector(QUIET);
  expect(prepareCollectorProblems(state)).toEqual([]);
  expect(prepareCollectorState(state, NOW_MS)).toBe(
    "The collector is ready, and no client has sent anything yet. It started 1 min ago.",
  );
});

test("each problem is a sentence that says what it means", () => {
  const state = describeCollector(BUSY);
  expect(prepareCollectorState(state, NOW_MS)).toBe(
    "The collector answered 13 exports; 40 of their observations told something new and 2 did not. It started 1 min ago.",
  );
  expect(prepareCollectorProblems(state)).toEqual([
    "3 transactions did not commit because the database was away; those exports were told to come back.",
    "1 request could not be read: the body was not OTLP (400).",
    "7 requests came when nothing more could be taken and were told to come back (503).",
    "1 record had no usable trace or span id; the others of their requests were kept.",
  ]);
});

test.each([
  ["pending_assemblies 0\n", "", "The database does not answer the collector."],
  ["pending_assemblies 0", "pending_assemblies 5000", "5,000 stored pieces wait to become turns"],
  ["pending_bytes 0", `pending_bytes ${60 * MIB}`, "60.0 MiB of at most 64.0 MiB wait for the database"],
  ["stored_total 0", 'received_total{signal="logs"} 9', "9 records arrived, and nothing in them tells"],
])("a change of %j to %j is told as a problem", (from, to, begin) => {
  const text = QUIET.replace(from.startsWith("pending_assemblies 0\n") ? `roundtrip_${from}` : from, to);
  expect(
    prepareCollectorProblems(describeCollector(text)).map((problem) => problem.slice(0, begin.length)),
  ).toEqual([begin]);
});
