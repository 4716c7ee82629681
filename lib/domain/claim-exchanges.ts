import type { Observation } from "./observation.ts";
import { SEND_MS, TOLERANCE_MS } from "./wire-tolerances.ts";

const RESPONSE = "response/";
const LIKENESS = "likeness/";
const UNCOUNTED = "/uncounted/";

/** A scope for what is measured at the wire of a trace whose client names no session. */
export function traceScope(traceId: string): string {
  return `trace/${traceId}`;
}

/** Stands for a trace where a response's id is all that two tell of it together. */
export function responseTrace(responseId: string): string {
  return `${RESPONSE}${responseId}`;
}

/**
 * Stands for a trace where two tell no name of a call together, but both how many tokens went in, null where none were
 * counted, and in which second of Unix time it went out.
 */
export function likenessTrace(client: string, inputTokens: number | null, startMs: number): string {
  const tokens = inputTokens === null ? UNCOUNTED : `/${inputTokens}/`;
  return `${LIKENESS}${client}${tokens}${Math.floor(startMs / 1000)}`;
}

/** All of those that a call may have been measured under, of which its client says that it began then. */
export function likenessTraces(client: string, inputTokens: number | null, startMs: number): string[] {
  const moments = [startMs - TOLERANCE_MS, startMs + SEND_MS];
  return [...new Set(moments.map((atMs) => likenessTrace(client, inputTokens, atMs)))];
}

/**
 * Gives each exchange that only its trace places to the scope that the trace belongs to. Where one scope tells of the
 * trace it is that one; where several do, the nearest span around it decides; where nobody does, the one that names a
 * response of the trace, or else the one that tells of a call like one in it; and where nobody else does, or the spans cannot
 * tell, the exchange stands by itself. The observations must hold all that anybody told of its trace and of the responses in
 * it, so that every scope that is assembled comes to the same answer.
 */
export function claimExchanges(observations: readonly Observation[]): readonly Observation[] {
  const loose = observations.filter(isLoose);
  if (loose.length === 0) return observations;
  const wanted = new Set(loose.map(({ traceId }) => traceId));
  const told = observations.filter(
    (observation) => wanted.has(observation.traceId) && observation.scope !== null && !isLoose(observation),
  );
  const tellers = Map.groupBy(told, ({ traceId }) => traceId);
  const namers = namersOf(observations);
  const scopeOfSpan = new Map<string, string>();
  const parentOf = new Map<string, string>();
  for (const { traceId, scope, spanId, parentSpanId } of observations) {
    if (spanId === null || !wanted.has(traceId)) continue;
    if (scope !== null) scopeOfSpan.set(`${traceId} ${spanId}`, scope);
    if (parentSpanId !== null) parentOf.set(`${traceId} ${spanId}`, parentSpanId);
  }
  const ownerOf = ({ traceId, parentSpanId, scope }: Observation): string | null => {
    const scopes = new Set((tellers.get(traceId) ?? []).flatMap((teller) => teller.scope ?? []));
    if (scopes.size === 0) {
      const namedBy = namers.find((byScope) => byScope.has(scope))?.get(scope);
      return onlyOne(namedBy ?? new Set()) ?? scope;
    }
    if (scopes.size === 1) return onlyOne(scopes);
    let spanId = parentSpanId;
    for (let depth = 0; spanId !== null && depth < MAX_DEPTH; depth += 1) {
      const around = scopeOfSpan.get(`${traceId} ${spanId}`);
      if (around !== undefined) return around;
      spanId = parentOf.get(`${traceId} ${spanId}`) ?? null;
    }
    return scope;
  };
  return observations.map((observation) =>
    isLoose(observation) ? { ...observation, scope: ownerOf(observation) } : observation,
  );
}

const MAX_DEPTH = 64;

function isLoose({ kind, scope, traceId }: Observation): boolean {
  return kind === "exchange" && traceId !== null && scope === traceScope(traceId);
}

/** What two may tell of one call together, the surest first. */
const TIES: readonly ((traceId: string) => boolean)[] = [
  (traceId) => traceId.startsWith(RESPONSE),
  (traceId) => traceId.startsWith(LIKENESS) && !traceId.includes(UNCOUNTED),
  (traceId) => traceId.startsWith(LIKENESS) && traceId.includes(UNCOUNTED),
];

/** For each of those ties, by the scope of a trace, the sessions that tell the same of a call in it; none where none does. */
function namersOf(observations: readonly Observation[]): ReadonlyMap<string | null, ReadonlySet<string>>[] {
  const responses = observations.filter(({ kind }) => kind === "response");
  return TIES.map((isTie) => {
    const tied = responses.filter(({ traceId }) => traceId !== null && isTie(traceId));
    const namers = new Map<string | null, Set<string>>();
    for (const tellers of Map.groupBy(tied, ({ traceId }) => traceId).values()) {
      const told = tellers.flatMap(({ scope }) => scope ?? []);
      const sessions = told.filter((scope) => !isTraceScope(scope));
      if (sessions.length === 0) continue;
      for (const scope of told.filter(isTraceScope))
        namers.set(scope, new Set([...(namers.get(scope) ?? []), ...sessions]));
    }
    return namers;
  });
}

function isTraceScope(scope: string): boolean {
  return scope.startsWith(traceScope(""));
}

function onlyOne<T>(values: ReadonlySet<T>): T | null {
  const [first, second] = values;
  return first === undefined || second !== undefined ? null : first;
}
