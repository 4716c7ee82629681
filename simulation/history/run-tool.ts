import type { Approval, ToolCall } from "#lib/domain/turn.ts";
import { onGrid } from "./grid.ts";
import type { HistorySession } from "./history-session.ts";
import type { ToolRun } from "./tools.ts";

/** A tool that ran, and what it was waited for before; both in ms. */
export interface RanTool {
  readonly toolCall: ToolCall;
  readonly approval: Approval | null;
  readonly waitedMs: number;
  readonly ranMs: number;
}

const APPROVED: Readonly<Record<string, string>> = { "claude-code": "accept" };
const DENIED: Readonly<Record<string, string>> = { "claude-code": "reject" };
const DENIED_SHARE = 0.05;
const WAIT_MAX_MS = 900_000;
/** Share of the commands that run without a question of which the client tells that a rule allowed them. */
const TOLD_SHARE = 0.15;

/** Runs a tool at a Unix ms, after somebody was asked where they want to be. */
export function runTool(session: HistorySession, turnId: string, tool: ToolRun, atMs: number): RanTool {
  const { chance, ids, origin, person, isProgram } = session;
  const isAsked = tool.isCommand && !isProgram && person.askedShare > 0 && chance.happens(person.askedShare);
  const waitedMs = isAsked ? onGrid(Math.min(WAIT_MAX_MS, chance.around(4_200, 1.1))) : 0;
  const isDenied = isAsked && chance.happens(DENIED_SHARE);
  const ranMs = isDenied ? 0 : onGrid(tool.ms);
  // Codex counts the waiting as part of the tool, the others do not.
  const isWithin = origin.client === "codex";
  const isTold = isAsked || (tool.isCommand && !isProgram && chance.happens(TOLD_SHARE));
  const byPerson = isAsked ? "User" : origin.client === "codex" ? "Config" : "config";
  return {
    toolCall: {
      id: ids.next(),
      turnId,
      tool: tool.name,
      startedAtMs: isWithin ? atMs : atMs + waitedMs,
      durationMs: isWithin ? waitedMs + ranMs : ranMs,
      outcome: isDenied || !tool.isSuccess ? "failed" : "complete",
    },
    approval: isTold
      ? {
          id: ids.next(),
          turnId,
          tool: tool.name,
          decidedAtMs: atMs + waitedMs,
          waitMs: isAsked ? waitedMs : null,
          decision: isDenied ? (DENIED[origin.client] ?? "denied") : (APPROVED[origin.client] ?? "approved"),
          decidedBy: byPerson,
        }
      : null,
    waitedMs,
    ranMs,
  };
}
