import { mergeFacts } from "#lib/domain/merge-observations.ts";
import type { Facts, Observation } from "#lib/domain/observation.ts";
import { textFact } from "#lib/domain/read-facts.ts";

/** One model call as all who described it whole know it. */
export interface ModelCall {
  /** The smallest key of its reports, so that a late twin changes it only if it must. */
  readonly key: string;
  /** Unix ms. */
  readonly startMs: number;
  /** Unix ms. */
  readonly endMs: number;
  readonly facts: Facts;
  /** Whether a span was among the reports. */
  readonly fromSpan: boolean;
  /** Tries that failed before the last one, in time order. */
  readonly failedAttempts: readonly Observation[];
}

/**
 * The model calls among a segment's observations. Dialects give reports of one call the same key where the client
 * names the call; where it does not, a log and a span of the same model whose times mostly overlap are one call.
 */
export function modelCalls(observations: readonly Observation[]): ModelCall[] {
  const reports = observations.filter(({ kind }) => kind === "modelCall");
  const spans = reports.filter(({ source }) => source !== "log");
  const logs = reports.filter(({ source }) => source === "log");
  const taken = new Set<string>();
  const pairs = spans.map((span) => {
    const twin = bestTwin(
      span,
      logs.filter(({ key }) => !taken.has(key)),
    );
    if (twin) taken.add(twin.key);
    return twin ? [span, twin] : [span];
  });
  const groups = [...pairs, ...logs.filter(({ key }) => !taken.has(key)).map((log) => [log])];
  const failures = observations.filter(({ kind }) => kind === "attempt");
  return groups
    .map((group) => merge(group, failures))
    .toSorted((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1));
}

function bestTwin(span: Observation, logs: readonly Observation[]): Observation | null {
  const candidates = logs
    .filter((log) => mayBeOne(span, log))
    .map((log) => ({ log, overlapMs: overlapMs(span, log) }))
    .filter(
      ({ log, overlapMs: shared }) => shared > 0 && shared >= Math.min(lengthMs(span), lengthMs(log)) / 2,
    )
    .toSorted((a, b) => b.overlapMs - a.overlapMs || (a.log.key < b.log.key ? -1 : 1));
  return candidates[0]?.log ?? null;
}

/** Not when both name the call, since equal names would have made them one observation, nor when models differ. */
function mayBeOne(a: Observation, b: Observation): boolean {
  const [callA, callB] = [textFact(a, "callId"), textFact(b, "callId")];
  const [modelA, modelB] = [textFact(a, "model"), textFact(b, "model")];
  return (callA === null || callB === null) && (modelA === null || modelB === null || modelA === modelB);
}

function merge(group: readonly Observation[], failures: readonly Observation[]): ModelCall {
  // A span's times are exact; a log's may be whole milliseconds taken later.
  const exact = group.filter(({ source }) => source !== "log");
  const timed = exact.length > 0 ? exact : group;
  const startMs = Math.min(...timed.map(startOf));
  const endMs = Math.max(...timed.map(({ atMs }) => atMs));
  const callIds = new Set(group.map((report) => textFact(report, "callId")).filter((id) => id !== null));
  return {
    key: group.map(({ key }) => key).toSorted()[0] ?? "",
    startMs,
    endMs,
    facts: group.map(({ facts }) => facts).reduce(mergeFacts),
    fromSpan: exact.length > 0,
    failedAttempts: failures.filter((failure) => {
      const callId = textFact(failure, "callId");
      return callId !== null && callIds.size > 0
        ? callIds.has(callId)
        : failure.atMs >= startMs && failure.atMs < endMs;
    }),
  };
}

function startOf({ startMs, atMs }: Observation): number {
  return startMs ?? atMs;
}

function lengthMs(report: Observation): number {
  return report.atMs - startOf(report);
}

function overlapMs(a: Observation, b: Observation): number {
  return Math.min(a.atMs, b.atMs) - Math.max(startOf(a), startOf(b));
}
