import { openDatabase } from "#lib/store/database.ts";
import {
  insertSampleRows,
  iso,
  sampleRoundTrip,
  sampleTurn,
  sampleWarmUp,
} from "#tests/support/sample-rows.ts";

/** A turn of 4 s that began a minute ago: a refused attempt, two round trips, a tool that had to be approved. */
export async function insertSampleTurn(url: string): Promise<void> {
  const startMs = Date.now() - 60_000;
  const at = (ms: number): string => iso(startMs + ms);
  const database = openDatabase(url);
  await insertSampleRows(database, {
    model_variants: [
      { id: 1, provider: "openai", model: "gpt-5.3-codex-spark" },
      { id: 2, provider: "openai", model: "gpt-5.3-codex" },
    ],
    turns: [
      sampleTurn(
        { id: "turn/1", started_at: at(0), duration_ms: 4000, person: "ada" },
        {
          throttle: 500,
          connect: 33,
          queue: 267,
          firstToken: 200,
          generation: 1500,
          approval: 1000,
          tool: 500,
        },
      ),
    ],
    round_trips: [
      sampleRoundTrip({
        id: "first",
        turn_id: "turn/1",
        started_at: at(0),
        stream_open_ms: 700,
        ttft_ms: 800,
        ttfo_ms: 900,
        e2e_ms: 1500,
        output_tokens: 800,
        decode_tokens_per_second: 1012.5,
      }),
      sampleRoundTrip({
        id: "second",
        turn_id: "turn/1",
        variant_id: 2,
        started_at: at(3000),
        stream_open_ms: 100,
        ttft_ms: 200,
        person: "ada",
        basis: "wire",
        transport: "sse",
        connection_reused: false,
        connect_ms: 50,
        server_ms: 82,
        stalls: 1,
        stalled_ms: 1500,
        gap_max_ms: 1500,
        wire: {
          dnsMs: 5,
          tcpMs: 15,
          tlsMs: 30,
          upgradeMs: null,
          sentMs: 51,
          headersMs: 100,
          firstEventMs: 101,
          firstTokenMs: 200,
          firstOutputMs: 260,
          lastTokenMs: 990,
          endMs: 1000,
          tokenEvents: 61,
          gapP50Ms: 8.2,
          gapP95Ms: 21,
          serverTimeSource: "openai-processing-ms",
          laneDepth: null,
          retryAfterMs: null,
          throttleClass: null,
        },
      }),
    ],
    attempts: [
      { round_trip_id: "first", position: 0, started_at: at(0), duration_ms: 120, status_code: 429 },
      { round_trip_id: "first", position: 1, started_at: at(500), duration_ms: 1000, status_code: 200 },
    ],
    throttles: [
      {
        round_trip_id: "first",
        position: 0,
        started_at: at(0),
        class: "rate",
        retry_after_ms: 300,
        family: "requests",
        window_minutes: 1,
        unit: "requests",
        lost_ms: 500,
      },
    ],
    tool_calls: [{ id: "c", turn_id: "turn/1", tool: "exec", started_at: at(1500), duration_ms: 1500 }],
    approvals: [{ id: "a", turn_id: "turn/1", tool: "exec", decided_at: at(2500), wait_ms: 1000 }],
    warm_ups: [sampleWarmUp({ id: "w", started_at: at(-1000), e2e_ms: 300 })],
  });
  await database.$disconnect();
}
