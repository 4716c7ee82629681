import { INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { spansExport, type ToldExport, type ToldSpan } from "./otlp-json.ts";
import { tellWire } from "./tell-wire.ts";
import { spanIdOf } from "./told-ids.ts";

/** What a program that is instrumented tells of a turn: a span for it, one for each try of a call, and for each tool. */
export function tellProgram(turn: Turn, { roundTrips, toolCalls }: Assembly, traceId: string): ToldExport[] {
  const resource = {
    "service.name": turn.client,
    "service.version": turn.clientVersion,
    "user.email": turn.person,
    "team.id": turn.team,
    "vcs.repository.name": turn.repository,
  };
  const values = { "gen_ai.conversation.id": turn.sessionId };
  const turnSpanId = spanIdOf(turn.id);
  const spans: ToldSpan[] = [
    {
      traceId,
      spanId: turnSpanId,
      name: `invoke_agent ${turn.client}`,
      startMs: turn.startedAtMs,
      endMs: turn.startedAtMs + turn.durationMs,
      attributes: { ...values, "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": turn.client },
    },
    ...roundTrips.flatMap((roundTrip) => tellWire(roundTrip, { traceId, parentSpanId: turnSpanId, values })),
    ...toolCalls.map(
      ({ id, tool, startedAtMs, durationMs, outcome }): ToldSpan => ({
        traceId,
        spanId: spanIdOf(id),
        parentSpanId: turnSpanId,
        name: `execute_tool ${tool}`,
        startMs: startedAtMs,
        endMs: startedAtMs + (durationMs ?? 0),
        failed: outcome === "failed",
        attributes: {
          ...values,
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": tool,
          "gen_ai.tool.call.id": id,
        },
      }),
    ),
  ];
  return spansExport({ resource, scopeName: INSTRUMENTATION_SCOPE }, spans);
}
