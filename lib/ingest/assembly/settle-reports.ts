import type { Facts, Observation } from "#lib/domain/observation.ts";
import { numberFact, textFact } from "#lib/domain/read-facts.ts";

/**
 * The observations with each model call described once where spans lie within each other: an SDK's span and, inside
 * it, that of the library it calls are one call, and the inner ones that failed are its tries. Events that describe
 * a call without saying how long it took only complete the span they belong to.
 */
export function settleReports(observations: readonly Observation[]): Observation[] {
  const reports = observations.filter(({ kind }) => kind === "modelCall");
  const details = reports.filter(isUndated);
  const tools = Map.groupBy(
    observations.filter(({ kind }) => kind === "toolCall"),
    ({ parentSpanId }) => parentSpanId,
  );
  const dated = reports
    .filter((report) => !isUndated(report))
    .map((report) => withoutTools(complete(report, details), tools.get(report.parentSpanId) ?? []));
  const childrenOf = Map.groupBy(dated, ({ parentSpanId }) => parentSpanId);
  const spanIds = new Set(dated.map(({ spanId }) => spanId));
  const roots = dated.filter(({ parentSpanId }) => parentSpanId === null || !spanIds.has(parentSpanId));
  const visited = new Set<Observation>();
  const settled = roots.flatMap((root) => settle(root, childrenOf, visited));
  // Spans that are each other's parents hang from no root; who is inside whom, nobody can tell.
  const unsettled = dated.filter((report) => !visited.has(report));
  return [...observations.filter(({ kind }) => kind !== "modelCall"), ...settled, ...unsettled].toSorted(
    (a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1),
  );
}

function isUndated({ source, startMs }: Observation): boolean {
  return source === "log" && startMs === null;
}

function complete(report: Observation, details: readonly Observation[]): Observation {
  const own = details.filter(
    (detail) =>
      detail.traceId === report.traceId &&
      (isSameName(detail, report) || (detail.spanId !== null && detail.spanId === report.spanId)),
  );
  return { ...report, facts: Object.assign({}, ...own.map(({ facts }) => facts), report.facts) };
}

function isSameName(a: Observation, b: Observation): boolean {
  const callId = textFact(a, "callId");
  return callId !== null && callId === textFact(b, "callId");
}

/**
 * Some SDKs begin a tool as soon as its call has come, and keep the span of the stream open until the tool is done.
 * The start of the last tool is then the last thing known to have come from the model.
 */
function withoutTools(report: Observation, siblings: readonly Observation[]): Observation {
  if (report.facts["toolsInside"] !== true || report.parentSpanId === null) return report;
  const fromMs = report.startMs ?? report.atMs;
  const starts = siblings.flatMap(({ startMs, traceId }) =>
    startMs !== null && traceId === report.traceId && startMs > fromMs && startMs < report.atMs
      ? [startMs]
      : [],
  );
  return starts.length === 0 ? report : { ...report, atMs: Math.max(...starts) };
}

/** Nobody wraps a call so often; deeper chains are left as they are. */
const DEPTH_MAX = 16;

/** A call within which more than one call succeeded is a loop around them, and no call itself. */
function settle(
  outer: Observation,
  childrenOf: ReadonlyMap<string | null, readonly Observation[]>,
  visited: Set<Observation>,
  depth = 0,
): Observation[] {
  visited.add(outer);
  const children = outer.spanId === null || depth >= DEPTH_MAX ? [] : (childrenOf.get(outer.spanId) ?? []);
  if (children.length === 0) return [outer];
  const inner = children.flatMap((child) => settle(child, childrenOf, visited, depth + 1));
  const calls = inner.filter(({ kind }) => kind === "modelCall").toSorted((a, b) => a.atMs - b.atMs);
  const succeeded = calls.filter((call) => !hasFailed(call));
  if (succeeded.length > 1) return inner;
  const decisive = succeeded[0] ?? calls.at(-1);
  if (decisive === undefined) return [outer];
  const tries = inner.filter((report) => report !== decisive);
  return [
    unite(outer, decisive),
    ...tries.map((failure) => ({ ...failure, kind: "attempt" as const, parentSpanId: outer.spanId })),
  ];
}

function hasFailed(report: Observation): boolean {
  return textFact(report, "errorType") !== null;
}

/**
 * What the outer report knows, then what the inner one adds. The inner call may have begun later, after tries that
 * failed; its first token counts from the outer start. How it ended is the outer one's to say, unless it does not
 * say why it failed.
 */
function unite(outer: Observation, inner: Observation): Observation {
  const { errorType, statusCode, ttftMs, ttftBasis, ...described } = inner.facts;
  const failure = textFact(outer, "errorType");
  const isVague = failure === "other" && errorType !== undefined;
  const innerTtftMs = numberFact(inner, "ttftMs");
  const delayMs = (inner.startMs ?? inner.atMs) - (outer.startMs ?? outer.atMs);
  const firstToken: Facts =
    numberFact(outer, "ttftMs") !== null || innerTtftMs === null
      ? {}
      : { ttftMs: innerTtftMs + Math.max(0, delayMs), ...(ttftBasis === undefined ? {} : { ttftBasis }) };
  return {
    ...outer,
    facts: {
      ...described,
      ...(failure !== null && statusCode !== undefined ? { statusCode } : {}),
      ...firstToken,
      ...outer.facts,
      ...(isVague ? { errorType } : {}),
    },
  };
}
