import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import {
  logsExport,
  spansExport,
  type ToldExport,
  type ToldLog,
  type ToldSpan,
  type ToldValues,
} from "./otlp-json.ts";
import { spanIdOf, traceIdOf } from "./told-ids.ts";

/** What Claude Code tells of a turn: logs, and a span for the turn and for each call, which alone knows the first token. */
export function tellClaudeCode(turn: Turn, { roundTrips, toolCalls, approvals }: Assembly): ToldExport[] {
  const resource = {
    "service.name": "claude-code",
    "service.version": turn.clientVersion,
    "team.id": turn.team,
    "vcs.repository.name": turn.repository,
  };
  const shared = { "session.id": turn.sessionId, "user.email": turn.person };
  const traceId = traceIdOf(turn.id);
  const turnSpanId = spanIdOf(turn.id);
  const log = (atMs: number, name: string, attributes: ToldValues): ToldLog => ({
    atMs,
    traceId,
    spanId: turnSpanId,
    attributes: {
      "event.name": name,
      "event.timestamp": new Date(Math.round(atMs)).toISOString(),
      ...shared,
      ...attributes,
    },
  });
  const callIdOf = (approval: {
    readonly tool: string | null;
    readonly decidedAtMs: number;
    readonly id: string;
  }) =>
    toolCalls.find(
      ({ tool, startedAtMs }) => tool === approval.tool && Math.abs(startedAtMs - approval.decidedAtMs) < 1,
    )?.id ?? approval.id;
  const logs = [
    log(turn.startedAtMs, "user_prompt", { prompt_length: 40 }),
    ...roundTrips.map((roundTrip) => {
      const isFailed = roundTrip.outcome !== "complete";
      return log(roundTrip.startedAtMs + roundTrip.e2eMs, isFailed ? "api_error" : "api_request", {
        ...callValues(roundTrip),
        duration_ms: Math.round(roundTrip.e2eMs),
      });
    }),
    ...approvals.map((approval) =>
      log(approval.decidedAtMs, "tool_decision", {
        tool_name: approval.tool,
        tool_use_id: callIdOf(approval),
        decision: approval.decision,
        source: approval.decidedBy === "User" ? "user_temporary" : "config",
      }),
    ),
    ...toolCalls.map(({ id, tool, startedAtMs, durationMs, outcome }) =>
      log(startedAtMs + (durationMs ?? 0), "tool_result", {
        tool_name: tool,
        tool_use_id: id,
        duration_ms: Math.round(durationMs ?? 0),
        success: String(outcome === "complete"),
      }),
    ),
  ];
  const spans: ToldSpan[] = [
    {
      traceId,
      spanId: turnSpanId,
      name: "claude_code.interaction",
      startMs: turn.startedAtMs,
      endMs: turn.startedAtMs + turn.durationMs,
      attributes: shared,
    },
    ...roundTrips.map(
      (roundTrip): ToldSpan => ({
        traceId,
        spanId: spanIdOf(roundTrip.id),
        parentSpanId: turnSpanId,
        name: "claude_code.llm_request",
        startMs: roundTrip.startedAtMs,
        endMs: roundTrip.startedAtMs + roundTrip.e2eMs,
        failed: roundTrip.outcome !== "complete",
        attributes: {
          ...shared,
          ...callValues(roundTrip),
          "llm_request.context": "interaction",
          success: roundTrip.outcome === "complete",
          first_content_ms: sinceLastTry(roundTrip, roundTrip.ttftMs),
        },
        events: roundTrip.attempts.map(({ startedAtMs }) => ({
          name: "gen_ai.request.attempt",
          atMs: startedAtMs,
        })),
      }),
    ),
    ...toolCalls.flatMap((call): ToldSpan[] => {
      const asked = approvals.find((approval) => callIdOf(approval) === call.id);
      const endMs = call.startedAtMs + (call.durationMs ?? 0);
      const waitMs = asked?.waitMs ?? 0;
      const values = { ...shared, tool_name: call.tool, tool_use_id: call.id };
      const piece = (name: string, parentSpanId: string, fromMs: number, toMs: number): ToldSpan => ({
        traceId,
        spanId: spanIdOf(`${call.id} ${name}`),
        parentSpanId,
        name: `claude_code.${name}`,
        startMs: fromMs,
        endMs: toMs,
        attributes: values,
      });
      const around = piece("tool", turnSpanId, call.startedAtMs - waitMs, endMs);
      const decision = { decision: asked?.decision ?? null, source: "user_temporary" };
      const waiting = piece(
        "tool.blocked_on_user",
        around.spanId,
        call.startedAtMs - waitMs,
        call.startedAtMs,
      );
      return [
        around,
        ...(waitMs > 0 ? [{ ...waiting, attributes: { ...shared, ...decision } }] : []),
        piece("tool.execution", around.spanId, call.startedAtMs, endMs),
      ];
    }),
  ];
  return [
    ...logsExport({ resource, scopeName: "com.anthropic.claude_code.events" }, logs),
    ...spansExport({ resource, scopeName: "com.anthropic.claude_code.tracing" }, spans),
  ];
}

function callValues(roundTrip: RoundTrip): ToldValues {
  const { model, reasoningEffort, inputTokens, cachedInputTokens, outputTokens, outcome } = roundTrip;
  return {
    model,
    effort: reasoningEffort,
    request_id: `req_${roundTrip.id}`,
    ttft_ms: sinceLastTry(roundTrip, roundTrip.streamOpenMs),
    input_tokens: inputTokens === null ? null : inputTokens - (cachedInputTokens ?? 0),
    cache_read_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    status_code: outcome === "complete" ? null : roundTrip.statusCode,
    error: outcome === "complete" ? null : roundTrip.errorType,
  };
}

/** The client's durations count from the last try. */
function sinceLastTry({ startedAtMs, attempts }: RoundTrip, ms: number | null): number | null {
  return ms === null ? null : ms - ((attempts.at(-1)?.startedAtMs ?? startedAtMs) - startedAtMs);
}
