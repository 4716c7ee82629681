import type { Observation } from "#lib/domain/observation.ts";
import { booleanFact, firstText, textFact } from "#lib/domain/read-facts.ts";
import type { Approval, ToolCall } from "#lib/domain/turn.ts";

/** The tools that ran in a turn. Reports of one call id are one call, from the earliest start to the latest end. */
export function toolCalls(observations: readonly Observation[], turnId: string): ToolCall[] {
  const reports = Map.groupBy(
    observations.filter(({ kind }) => kind === "toolCall"),
    (report) => textFact(report, "callId") ?? report.key,
  );
  return [...reports.values()].flatMap((same) => {
    const first = same[0];
    if (!first) return [];
    const starts = same.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
    const endMs = Math.max(...same.map(({ atMs }) => atMs));
    const startMs = starts.length === 0 ? null : Math.min(...starts);
    const success = same.map((report) => booleanFact(report, "success")).find((value) => value !== null);
    return [
      {
        id: first.key,
        turnId,
        tool: firstText(same, "tool"),
        startedAtMs: startMs ?? endMs,
        durationMs: startMs === null ? null : endMs - startMs,
        outcome: success === undefined ? null : success ? "complete" : "failed",
      },
    ];
  });
}

/**
 * The decisions in a turn. A person was waited for from the start of the tool's handler, which includes the asking,
 * to the decision; a configuration decides at once.
 */
export function approvals(observations: readonly Observation[], turnId: string): Approval[] {
  return observations
    .filter(({ kind }) => kind === "approval")
    .map((decision) => {
      const callId = textFact(decision, "callId");
      const handler = observations.find(
        (other) => other.kind === "toolCall" && callId !== null && textFact(other, "callId") === callId,
      );
      const decidedBy = textFact(decision, "decidedBy");
      const askedAtMs = handler?.startMs ?? null;
      return {
        id: decision.key,
        turnId,
        tool: textFact(decision, "tool"),
        decidedAtMs: decision.atMs,
        waitMs: decidedBy === "User" && askedAtMs !== null ? Math.max(0, decision.atMs - askedAtMs) : null,
        decision: textFact(decision, "decision"),
        decidedBy,
      };
    });
}
