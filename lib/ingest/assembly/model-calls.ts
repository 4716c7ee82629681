import { mergeFacts } from "#lib/domain/merge-observations.ts";
import type { Facts, Observation } from "#lib/domain/observation.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";
import { joinRetries } from "./join-retries.ts";
import { pairTwins } from "./pair-twins.ts";

/** One model call as all who described it whole know it. */
export interface ModelCall {
  /** The smallest key of its reports, so that a late twin changes it only if it must. */
  readonly key: string;
  /** Unix ms. */
  readonly startMs: number;
  /** Unix ms from which the reported durations count: later than the start when an earlier try had failed. */
  readonly reportedFromMs: number;
  /** Unix ms. */
  readonly endMs: number;
  readonly facts: Facts;
  /** Whether a span was among the reports. */
  readonly fromSpan: boolean;
  /** The spans that described it. */
  readonly spanIds: readonly string[];
  /** What it was called by those who named it: a request's or a response's id. */
  readonly names: readonly string[];
  /** Tries that failed before the last one, in time order. */
  readonly failedAttempts: readonly Observation[];
}

/**
 * The model calls among a segment's observations. Dialects give reports of one call the same key where the client
 * names the call; where it does not, a log and a span of the same model whose times mostly overlap are one call.
 * Where a client reports each try as a call of its own, the tries of one call are joined.
 */
export function modelCalls(observations: readonly Observation[]): ModelCall[] {
  const reports = observations.filter(({ kind }) => kind === "modelCall");
  const spans = reports.filter(({ source }) => source !== "log");
  // A log that knows its span has been merged with it already.
  const logs = reports.filter(({ source, spanId }) => source === "log" && spanId === null);
  const twins = pairTwins(spans, logs, mayBeOne);
  const taken = new Set([...twins.values()].map(({ key }) => key));
  const groups = reports
    .filter(({ key }) => !taken.has(key))
    .map((report) => [report, ...[twins.get(report.key)].filter((twin) => twin !== undefined)]);
  const failures = observations.filter(({ kind }) => kind === "attempt");
  const bounds = groups.map(boundsOf);
  const owners = new Map(failures.map((failure) => [failure.key, ownerOf(failure, bounds)]));
  const calls = bounds.map((bound) =>
    merge(
      bound,
      failures.filter(({ key }) => owners.get(key) === bound),
    ),
  );
  return joinRetries(
    calls,
    observations.filter(({ kind }) => kind === "retry"),
  );
}

/** The reports of one call, and when it ran. */
interface Bounds {
  readonly group: readonly Observation[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Not when both name the call, since equal names would have made them one observation, nor when models differ. */
function mayBeOne(a: Observation, b: Observation): boolean {
  const [callA, callB] = [textFact(a, "callId"), textFact(b, "callId")];
  const [modelA, modelB] = [textFact(a, "model"), textFact(b, "model")];
  return (callA === null || callB === null) && (modelA === null || modelB === null || modelA === modelB);
}

function boundsOf(group: readonly Observation[]): Bounds {
  // A span's times are exact; a log's may be whole milliseconds taken later.
  const exact = group.filter(knowsSpan);
  const timed = exact.length > 0 ? exact : group;
  return {
    group,
    startMs: Math.min(...timed.map(({ startMs, atMs }) => startMs ?? atMs)),
    endMs: Math.max(...timed.map(({ atMs }) => atMs)),
  };
}

function knowsSpan({ source, spanId }: Observation): boolean {
  return source !== "log" || spanId !== null;
}

/** A log that tells of a call's failed tries may be stamped this much after the call's own. */
const LATE_MS = 5;

/** A failed try belongs to the call it names or is inside of, else to the one within which it fell. */
function ownerOf(failure: Observation, calls: readonly Bounds[]): Bounds | undefined {
  const callId = textFact(failure, "callId");
  const named = calls.find(({ group }) =>
    group.some(
      (report) =>
        (callId !== null && textFact(report, "callId") === callId) ||
        (report.spanId !== null && report.spanId === failure.parentSpanId),
    ),
  );
  if (named || failure.parentSpanId !== null) return named;
  return calls
    .filter(({ group, startMs, endMs }) => {
      const isNameless = callId === null || group.every((report) => textFact(report, "callId") === null);
      return isNameless && failure.atMs >= startMs && failure.atMs < endMs + LATE_MS;
    })
    .toSorted((a, b) => Math.abs(a.endMs - failure.atMs) - Math.abs(b.endMs - failure.atMs))[0];
}

function merge({ group, startMs, endMs }: Bounds, failures: readonly Observation[]): ModelCall {
  const placed = failures.filter((failure) => booleanFact(failure, "untimed") !== true);
  const failedAttempts = placed.length > 0 ? placed : failures;
  const facts = group.map((report) => report.facts).reduce(mergeFacts);
  return {
    key: group.map(({ key }) => key).toSorted()[0] ?? "",
    startMs: Math.min(startMs, ...failures.map((failure) => failure.startMs ?? startMs)),
    reportedFromMs: startMs + (numberFact({ facts }, "retriedMs") ?? 0),
    endMs,
    facts,
    fromSpan: group.some(knowsSpan),
    spanIds: group.flatMap(({ spanId }) => spanId ?? []),
    names: group.flatMap((report) => textFact(report, "callId") ?? []),
    failedAttempts,
  };
}
