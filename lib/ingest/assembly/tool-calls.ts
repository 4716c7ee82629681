import type { Observation } from "#lib/domain/observation.ts";
import { booleanFact, firstText, textFact } from "#lib/domain/read-facts.ts";
import type { Approval, ToolCall } from "#lib/domain/turn.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import { pairTwins } from "./pair-twins.ts";

/**
 * The tools that ran in a turn. Reports of one call id are one call; where a log names no call, a span of the same
 * tool whose times mostly overlap is its twin. A call that only its waiting tells of was refused and did not run.
 */
export function toolCalls(observations: readonly Observation[], turnId: string): ToolCall[] {
  return toolReports(observations).flatMap((same) => {
    const timed = bestTimed(same);
    if (timed.length === 0) return [];
    const starts = timed.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
    const endMs = Math.max(...timed.map(({ atMs }) => atMs));
    const startMs = starts.length === 0 ? null : Math.min(...starts);
    const success = same.map((report) => booleanFact(report, "success")).find((value) => value !== null);
    return [
      {
        id: observationKey("tool", turnId, firstText(same, "callId") ?? same[0]?.key ?? null),
        turnId,
        tool: firstText(same, "tool"),
        startedAtMs: startMs ?? endMs,
        durationMs: startMs === null ? null : endMs - startMs,
        outcome: success === undefined ? null : success ? "complete" : "failed",
      },
    ];
  });
}

/** The reports of each call, in time order. */
function toolReports(observations: readonly Observation[]): Observation[][] {
  const reports = observations.filter(({ kind }) => kind === "toolCall");
  const named = Map.groupBy(
    reports.filter((report) => report.source !== "log" || textFact(report, "callId") !== null),
    (report) => textFact(report, "callId") ?? report.key,
  );
  const nameless = reports.filter((report) => report.source === "log" && textFact(report, "callId") === null);
  const spans = [...named].map(([key, same]) => together(key, same));
  const logs = nameless.map((report) => together(report.key, [report]));
  // A call that a log has told of already needs no twin among the logs.
  const twins = pairTwins(
    spans.filter((span) => span.reports.every(({ source }) => source !== "log")),
    logs,
    (span, log) => firstText(span.reports, "tool") === firstText(log.reports, "tool"),
  );
  const taken = new Set([...twins.values()].map(({ key }) => key));
  return [...spans, ...logs.filter(({ key }) => !taken.has(key))].map(({ key, reports: same }) => [
    ...same,
    ...(twins.get(key)?.reports ?? []),
  ]);
}

function together(key: string, reports: readonly Observation[]) {
  return {
    key,
    startMs: Math.min(...reports.map(({ startMs, atMs }) => startMs ?? atMs)),
    atMs: Math.max(...reports.map(({ atMs }) => atMs)),
    reports,
  };
}

/**
 * Whose times count: a report of the running alone before one of all the handling, a span before a log. A report
 * that covers the waiting for a decision as well tells nothing of the running.
 */
function bestTimed(reports: readonly Observation[]): Observation[] {
  const ranked = [
    reports.filter((report) => textFact(report, "covers") === "running"),
    reports.filter((report) => textFact(report, "covers") === null),
  ];
  const best = ranked.find((candidates) => candidates.length > 0) ?? [];
  const exact = best.filter(({ source }) => source !== "log");
  return exact.length > 0 ? exact : best;
}

/**
 * The decisions in a turn; reports on one call are one. A person was waited for from the asking to the decision; a
 * configuration decides at once.
 */
export function approvals(observations: readonly Observation[], turnId: string): Approval[] {
  const reports = Map.groupBy(
    observations.filter(({ kind }) => kind === "approval"),
    (decision) => callOf(decision, observations) ?? decision.key,
  );
  return [...reports.values()].flatMap((same) => {
    const first = same[0];
    if (!first) return [];
    const decidedBy = firstText(same, "decidedBy");
    // A span of the waiting has its exact end; a log of the decision is stamped a little later.
    const decided = same.find(({ startMs }) => startMs !== null) ?? first;
    const askedAtMs = decided.startMs ?? handlerOf(first, observations)?.startMs ?? null;
    return [
      {
        id: first.key,
        turnId,
        tool: firstText(same, "tool") ?? toolOf(first, observations),
        decidedAtMs: decided.atMs,
        waitMs: decidedBy === "User" && askedAtMs !== null ? Math.max(0, decided.atMs - askedAtMs) : null,
        decision: firstText(same, "decision"),
        decidedBy,
      },
    ];
  });
}

/** The call that a decision is about: it names it, or it was taken inside the tool's span. */
function callOf(decision: Observation, observations: readonly Observation[]): string | null {
  return textFact(decision, "callId") ?? firstText(around(decision, observations), "callId");
}

function toolOf(decision: Observation, observations: readonly Observation[]): string | null {
  const callId = callOf(decision, observations);
  return firstText([...around(decision, observations), ...reportsOf(callId, observations)], "tool");
}

function around({ parentSpanId }: Observation, observations: readonly Observation[]): Observation[] {
  return parentSpanId === null
    ? []
    : observations.filter(({ kind, spanId }) => kind === "toolCall" && spanId === parentSpanId);
}

/** The handler in which somebody was asked; one that covers the running alone began after the decision. */
function handlerOf(decision: Observation, observations: readonly Observation[]): Observation | undefined {
  return reportsOf(callOf(decision, observations), observations).find(
    (report) => textFact(report, "covers") !== "running",
  );
}

function reportsOf(callId: string | null, observations: readonly Observation[]): Observation[] {
  return observations.filter(
    (other) => other.kind === "toolCall" && callId !== null && textFact(other, "callId") === callId,
  );
}
