import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Turn } from "#lib/domain/turn.ts";
import type { ToldSpan, ToldValues } from "./otlp-json.ts";
import { tokenInstants } from "./token-instants.ts";
import { spanIdOf, traceIdOf } from "./told-ids.ts";

/** Codex's spans of a turn over a WebSocket: the turn, each request on the socket, and each event that came. */
export function tellCodexSpans(turn: Turn, roundTrips: readonly RoundTrip[]): ToldSpan[] {
  const traceId = traceIdOf(turn.id);
  const turnSpanId = spanIdOf(turn.id);
  const root: ToldSpan = {
    traceId,
    spanId: turnSpanId,
    name: "session_task.turn",
    startMs: turn.startedAtMs,
    endMs: turn.startedAtMs + turn.durationMs,
    attributes: { "conversation.id": turn.sessionId, model: roundTrips[0]?.model ?? null },
  };
  return [root, ...roundTrips.flatMap((roundTrip) => spansOfCall(roundTrip, traceId, turnSpanId))];
}

function spansOfCall(roundTrip: RoundTrip, traceId: string, parentSpanId: string): ToldSpan[] {
  const { id, startedAtMs, e2eMs, ttftMs, ttfoMs, lastTokenMs, outcome, model } = roundTrip;
  const endMs = startedAtMs + e2eMs;
  const requests = roundTrip.attempts.flatMap((attempt, index): ToldSpan[] => {
    const clientId = spanIdOf(`${id} client ${index}`);
    return [
      {
        traceId,
        spanId: clientId,
        parentSpanId,
        name: "model_client.stream_responses_websocket",
        startMs: attempt.startedAtMs,
        endMs: attempt.startedAtMs,
        attributes: { model, "websocket.warmup": false },
      },
      {
        traceId,
        spanId: spanIdOf(`${id} request ${index}`),
        parentSpanId: clientId,
        name: "responses_websocket.stream_request",
        startMs: attempt.startedAtMs,
        endMs: attempt.endedAtMs ?? endMs,
        attributes: {},
      },
    ];
  });
  const streamId = spanIdOf(`${id} stream`);
  const at = (ms: number, key: string, attributes: ToldValues): ToldSpan => ({
    traceId,
    spanId: spanIdOf(`${id} ${key}`),
    parentSpanId: streamId,
    name: "handle_responses",
    startMs: startedAtMs + ms,
    endMs: startedAtMs + ms,
    attributes,
  });
  const events: ToldSpan[] = [];
  const firstMs = ttftMs ?? ttfoMs;
  if (firstMs !== null) events.push(at(firstMs, "added", { from: "output_item_added" }));
  // Of the reasoning that is streamed, its first token is enough.
  if (ttftMs !== null && ttfoMs !== null && ttftMs < ttfoMs) events.push(at(ttftMs, "reasoning", {}));
  if (ttfoMs !== null)
    for (const [index, ms] of tokenInstants(ttfoMs, lastTokenMs ?? ttfoMs).entries())
      events.push(at(ms, `piece ${index}`, {}));
  if (outcome === "complete")
    events.push(
      at(e2eMs, "completed", {
        "gen_ai.usage.input_tokens": roundTrip.inputTokens,
        "gen_ai.usage.cache_read.input_tokens": roundTrip.cachedInputTokens,
        "gen_ai.usage.output_tokens": roundTrip.outputTokens,
        "codex.usage.reasoning_output_tokens": roundTrip.reasoningTokens,
        "codex.request.reasoning_effort": roundTrip.reasoningEffort,
      }),
    );
  const stream: ToldSpan = {
    traceId,
    spanId: streamId,
    parentSpanId,
    name: "receiving_stream",
    startMs: startedAtMs,
    endMs,
    attributes: {},
  };
  return [...requests, stream, ...events];
}
