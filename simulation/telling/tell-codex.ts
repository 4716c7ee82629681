import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { logsExport, spansExport, type ToldExport, type ToldLog, type ToldValues } from "./otlp-json.ts";
import { tellCodexSpans } from "./tell-codex-spans.ts";
import { tokenInstants } from "./token-instants.ts";

/** What there is to say of a turn beside the turn itself. */
export interface CodexTurn {
  readonly assembly: Assembly;
  /** Whether the wire tells of the calls, which are left out here then. */
  readonly isMeasured: boolean;
  /** Whether Codex was started for it. */
  readonly isSessionStart: boolean;
}

/** What Codex tells of a turn: logs, and where it speaks over a WebSocket without being measured, the spans that time it. */
export function tellCodex(turn: Turn, { assembly, isMeasured, isSessionStart }: CodexTurn): ToldExport[] {
  const { roundTrips, toolCalls, approvals } = assembly;
  const resource = {
    "service.name": "codex_cli_rs",
    "service.version": turn.clientVersion,
    "team.id": turn.team,
  };
  const model = roundTrips[0]?.model ?? null;
  const log = (atMs: number, name: string, attributes: ToldValues): ToldLog => ({
    atMs: null,
    attributes: {
      "event.name": name,
      "event.timestamp": new Date(Math.round(atMs)).toISOString(),
      "conversation.id": turn.sessionId,
      "user.email": turn.person,
      model,
      ...attributes,
    },
  });
  const waited = new Map(
    approvals.map(({ tool, decidedAtMs, waitMs }) => [`${tool} ${decidedAtMs}`, waitMs]),
  );
  const callIds = new Map(
    approvals.flatMap(({ id, tool, decidedAtMs }) => {
      const own = toolCalls.find(
        (call) =>
          call.tool === tool &&
          Math.abs(call.startedAtMs + (waited.get(`${tool} ${decidedAtMs}`) ?? 0) - decidedAtMs) < 1,
      );
      return own === undefined ? [] : [[id, own.id] as const];
    }),
  );
  const isSpanned = !isMeasured && roundTrips.some(({ transport }) => transport === "websocket");
  const logs = [
    ...(isSessionStart
      ? [log(turn.startedAtMs - 60, "codex.conversation_starts", { provider_name: "openai" })]
      : []),
    log(turn.startedAtMs, "codex.user_prompt", { prompt_length: "40" }),
    ...(isMeasured
      ? []
      : roundTrips.flatMap((roundTrip) => (isSpanned ? tellSocketCall : tellCall)(roundTrip, log))),
    ...approvals.map(({ id, tool, decidedAtMs, decision, decidedBy }) =>
      log(decidedAtMs, "codex.tool_decision", {
        tool_name: tool,
        call_id: callIds.get(id) ?? id,
        decision,
        source: decidedBy,
      }),
    ),
    ...toolCalls.map(({ id, tool, startedAtMs, durationMs, outcome }) =>
      log(startedAtMs + (durationMs ?? 0), "codex.tool_result", {
        tool_name: tool,
        call_id: id,
        duration_ms: String(Math.round(durationMs ?? 0)),
        success: String(outcome === "complete"),
      }),
    ),
  ];
  const spans = isSpanned ? tellCodexSpans(turn, roundTrips) : [];
  return [
    ...logsExport({ resource, scopeName: "codex_otel.log_only" }, logs),
    ...spansExport({ resource, scopeName: "codex_cli_rs" }, spans),
  ];
}

type Log = (atMs: number, name: string, attributes: ToldValues) => ToldLog;

/** A call over HTTP: each try when its headers come, then the events of the stream. */
function tellCall(roundTrip: RoundTrip, log: Log): ToldLog[] {
  const { attempts, ttftMs, ttfoMs, lastTokenMs, streamOpenMs, startedAtMs } = roundTrip;
  const requests = attempts.map(({ startedAtMs: sentMs, endedAtMs, statusCode, errorType }, index) => {
    const isLast = index === attempts.length - 1;
    const endMs = (isLast && streamOpenMs !== null ? startedAtMs + streamOpenMs : endedAtMs) ?? sentMs;
    return log(endMs, "codex.api_request", {
      model: roundTrip.model,
      duration_ms: String(Math.round(endMs - sentMs)),
      "http.response.status_code": isLast ? roundTrip.statusCode : statusCode,
      "error.message": (isLast && streamOpenMs !== null) || statusCode !== null ? null : errorType,
      attempt: index,
      endpoint: "/responses",
    });
  });
  const event = (ms: number, kind: string) =>
    log(startedAtMs + ms, "codex.sse_event", {
      model: roundTrip.model,
      "event.kind": kind,
      duration_ms: "0",
    });
  const firstMs = ttftMs ?? ttfoMs;
  const stream = firstMs === null ? [] : [event(firstMs, "response.output_item.added")];
  if (firstMs !== null && ttfoMs !== null && ttfoMs > firstMs)
    stream.push(event(firstMs, "response.reasoning_summary_text.delta"));
  if (ttfoMs !== null)
    for (const ms of tokenInstants(ttfoMs, lastTokenMs ?? ttfoMs))
      stream.push(event(ms, "response.output_text.delta"));
  return [...requests, ...stream, ...endOfStream(roundTrip, log)];
}

/** A call over a WebSocket: each try when its frame was sent, and how it ended; what lies between is in the spans. */
function tellSocketCall({ attempts, startedAtMs, e2eMs, outcome, ...rest }: RoundTrip, log: Log): ToldLog[] {
  const requests = attempts.map(
    ({ startedAtMs: sentMs, endedAtMs, statusCode, errorType, throttle }, index) => {
      const isRefused =
        throttle !== null || (statusCode !== null && statusCode >= 400) || index < attempts.length - 1;
      return log(isRefused ? (endedAtMs ?? sentMs) : sentMs, "codex.websocket_request", {
        model: rest.model,
        duration_ms: String(isRefused ? Math.round((endedAtMs ?? sentMs) - sentMs) : 0),
        success: String(!isRefused),
        "http.response.status_code": isRefused ? statusCode : null,
        "error.message": isRefused && statusCode === null ? errorType : null,
        attempt: index,
      });
    },
  );
  const end = { ...rest, attempts, startedAtMs, e2eMs, outcome };
  return [...requests, ...endOfStream(end, log)];
}

function endOfStream(roundTrip: RoundTrip, log: Log): ToldLog[] {
  const { startedAtMs, e2eMs, outcome, ttftMs, ttfoMs, statusCode } = roundTrip;
  const at = (kind: string, values: ToldValues) =>
    log(startedAtMs + e2eMs, "codex.sse_event", { model: roundTrip.model, "event.kind": kind, ...values });
  if (outcome === "complete") return [at("response.completed", usageOf(roundTrip))];
  const isBroken = outcome === "failed" && (ttftMs !== null || ttfoMs !== null || statusCode === 200);
  return isBroken
    ? [at("response.failed", { "error.message": "stream disconnected before completion" })]
    : [];
}

function usageOf(roundTrip: RoundTrip): ToldValues {
  return {
    input_token_count: String(roundTrip.inputTokens ?? 0),
    cached_token_count: roundTrip.cachedInputTokens,
    output_token_count: String(roundTrip.outputTokens ?? 0),
    reasoning_token_count: roundTrip.reasoningTokens,
    service_tier: roundTrip.serviceTier,
    model_reasoning_effort: roundTrip.reasoningEffort,
  };
}
