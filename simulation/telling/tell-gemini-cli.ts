import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { logsExport, type ToldExport, type ToldLog, type ToldValues } from "./otlp-json.ts";

/** What Gemini CLI tells of a turn: logs, in which no first token is. */
export function tellGeminiCli(turn: Turn, { roundTrips, toolCalls }: Assembly): ToldExport[] {
  const resource = { "service.name": "gemini-cli", "service.version": "v24.11.0", "team.id": turn.team };
  const promptId = `${turn.sessionId}########${Math.floor(turn.startedAtMs)}`;
  const log = (atMs: number, name: string, attributes: ToldValues): ToldLog => ({
    atMs,
    attributes: {
      "event.name": name,
      "event.timestamp": new Date(Math.round(atMs)).toISOString(),
      "session.id": turn.sessionId,
      "user.email": turn.person,
      prompt_id: promptId,
      ...attributes,
    },
  });
  const logs = [
    log(turn.startedAtMs, "gemini_cli.user_prompt", { prompt_length: 40 }),
    // Each try is a call of its own here.
    ...roundTrips.flatMap((roundTrip) =>
      roundTrip.attempts.map((attempt, index) => {
        const isLast = index === roundTrip.attempts.length - 1;
        const isFailed = !isLast || roundTrip.outcome !== "complete";
        const endMs = attempt.endedAtMs ?? attempt.startedAtMs;
        const thoughts = roundTrip.reasoningTokens ?? 0;
        return log(endMs, isFailed ? "gemini_cli.api_error" : "gemini_cli.api_response", {
          model: roundTrip.model,
          role: "main",
          duration_ms: Math.round(endMs - attempt.startedAtMs),
          status_code: isLast ? roundTrip.statusCode : attempt.statusCode,
          "error.message": isFailed ? (isLast ? roundTrip.errorType : attempt.errorType) : null,
          input_token_count: isLast ? roundTrip.inputTokens : null,
          cached_content_token_count: isLast ? roundTrip.cachedInputTokens : null,
          output_token_count:
            isLast && roundTrip.outputTokens !== null ? roundTrip.outputTokens - thoughts : null,
          thoughts_token_count: isLast ? roundTrip.reasoningTokens : null,
        });
      }),
    ),
    ...toolCalls.map(({ tool, startedAtMs, durationMs, outcome }) =>
      log(startedAtMs + (durationMs ?? 0), "gemini_cli.tool_call", {
        function_name: tool,
        duration_ms: Math.round(durationMs ?? 0),
        success: outcome === "complete",
      }),
    ),
  ];
  return logsExport({ resource, scopeName: "gemini-cli" }, logs);
}
