import type { Database } from "#lib/store/database.ts";
import { insertSampleRows, iso, sampleRoundTrip, sampleTurn } from "./sample-rows.ts";

/** In ms, of each round trip with what is around it. */
const PHASES_OF_ONE = {
  throttle: 600,
  queue: 300,
  firstToken: 500,
  generation: 1_600,
  tool: 700,
  client: 300,
};

/**
 * Inserts the turn "of-<size>" of so many round trips, "of-<size>-0" and on, one each 4 s: each refused, answered at its second
 * attempt, and followed by a tool, which makes seven marks of four lines.
 */
export async function insertLongTurn(database: Database, size: number, startMs: number): Promise<void> {
  const turn = `of-${size}`;
  const at = (index: number, ms = 0) => iso(startMs + index * 4_000 + ms);
  const each = Array.from({ length: size }, (_, index) => ({ id: `${turn}-${index}`, index }));
  const refusals = each.map(({ id, index }) => ({ round_trip_id: id, position: 0, started_at: at(index) }));
  await insertSampleRows(database, {
    model_variants: [{ id: 1, provider: "openai", model: "gpt-5.3-codex" }],
    turns: [
      sampleTurn(
        { id: turn, started_at: at(0), duration_ms: size * 4_000 },
        Object.fromEntries(Object.entries(PHASES_OF_ONE).map(([phase, ms]) => [phase, size * ms])),
      ),
    ],
    round_trips: each.map(({ id, index }) =>
      sampleRoundTrip({
        id,
        turn_id: turn,
        started_at: at(index),
        e2e_ms: 3_000,
        stream_open_ms: 900,
        ttft_ms: 1_400,
        last_token_ms: 2_900,
        output_tokens: 200,
        decode_tokens_per_second: 130,
      }),
    ),
    attempts: refusals.flatMap((refusal, index) => [
      { ...refusal, duration_ms: 100, status_code: 429 },
      { ...refusal, position: 1, started_at: at(index, 600), duration_ms: 2_400, status_code: 200 },
    ]),
    throttles: refusals.map((refusal) => ({ ...refusal, class: "rate", lost_ms: 600 })),
    tool_calls: each.map(({ id, index }) => ({
      id,
      turn_id: turn,
      tool: "exec_command",
      started_at: at(index, 3_100),
      duration_ms: 700,
      outcome: "complete",
    })),
  });
}
