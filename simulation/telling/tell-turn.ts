import { INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import type { Turn } from "#lib/domain/turn.ts";
import type { PlayedTurn } from "#simulation/accounts/play-history.ts";
import { logsExport, spansExport, type ToldExport } from "./otlp-json.ts";
import { tellClaudeCode } from "./tell-claude-code.ts";
import { type CodexTurn, tellCodex } from "./tell-codex.ts";
import { tellGeminiCli } from "./tell-gemini-cli.ts";
import { tellProgram } from "./tell-program.ts";
import { tellReadings } from "./tell-readings.ts";
import { tellWire } from "./tell-wire.ts";
import { traceIdOf } from "./told-ids.ts";

/** What the tap calls each client by, as their user agents do. */
const AGENTS: Readonly<Record<string, string>> = {
  codex: "codex_cli_rs",
  "claude-code": "claude-cli",
  "gemini-cli": "GeminiCLI",
};

/**
 * The export requests that tell of a turn that is over, as its client and, where it is measured, a tap would send them.
 * `isSessionStart`: whether the client was started for it.
 */
export function tellTurn({ segment, readings }: PlayedTurn, isSessionStart: boolean): ToldExport[] {
  const { assembly, scope } = segment;
  const turn = assembly.turns[0];
  if (turn === undefined) return [];
  const agent = AGENTS[turn.client];
  const tap = {
    resource: { "service.name": "roundtrip-tap", "user.email": turn.person, "team.id": turn.team },
    scopeName: INSTRUMENTATION_SCOPE,
  };
  const heard = logsExport(tap, tellReadings(readings));
  if (agent === undefined) return [...tellProgram(turn, assembly, scope.slice("trace/".length)), ...heard];
  const isMeasured = assembly.roundTrips.some(({ basis }) => basis === "wire");
  const exports = tellByClient(turn, { assembly, isMeasured, isSessionStart });
  if (!isMeasured) return exports;
  const values = {
    "gen_ai.conversation.id": turn.sessionId,
    "vcs.repository.name": turn.repository,
    "roundtrip.client.name": agent,
    "roundtrip.client.version": turn.clientVersion,
  };
  const place = { traceId: traceIdOf(turn.id), parentSpanId: null, values };
  const measured = assembly.roundTrips.flatMap((roundTrip) =>
    tellWire(roundTrip, {
      ...place,
      values: {
        ...values,
        "roundtrip.request.id": turn.client === "claude-code" ? `req_${roundTrip.id}` : null,
      },
    }),
  );
  return [...exports, ...spansExport(tap, measured), ...heard];
}

function tellByClient(turn: Turn, told: CodexTurn): ToldExport[] {
  if (turn.client === "codex") return tellCodex(turn, told);
  if (turn.client === "claude-code") return tellClaudeCode(turn, told.assembly);
  return tellGeminiCli(turn, told.assembly);
}
