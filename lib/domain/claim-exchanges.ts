import type { Observation } from "./observation.ts";

/** A scope for what is measured at the wire of a trace whose client names no session. */
export function traceScope(traceId: string): string {
  return `trace/${traceId}`;
}

/**
 * Gives each exchange that only its trace places to the scope that the trace belongs to. Where one scope tells of the
 * trace it is that one; where several do, the nearest span around it decides; and where nobody else does, or the
 * spans cannot tell, the exchange stands by itself. The observations must hold all that anybody told of its trace, so
 * that every scope that is assembled comes to the same answer.
 */
export function claimExchanges(observations: readonly Observation[]): readonly Observation[] {
  const loose = observations.filter(isLoose);
  if (loose.length === 0) return observations;
  const wanted = new Set(loose.map(({ traceId }) => traceId));
  const told = observations.filter(
    (observation) => wanted.has(observation.traceId) && observation.scope !== null && !isLoose(observation),
  );
  const tellers = Map.groupBy(told, ({ traceId }) => traceId);
  const scopeOfSpan = new Map<string, string>();
  const parentOf = new Map<string, string>();
  for (const { traceId, scope, spanId, parentSpanId } of observations) {
    if (spanId === null || !wanted.has(traceId)) continue;
    if (scope !== null) scopeOfSpan.set(`${traceId} ${spanId}`, scope);
    if (parentSpanId !== null) parentOf.set(`${traceId} ${spanId}`, parentSpanId);
  }
  const ownerOf = ({ traceId, parentSpanId, scope }: Observation): string | null => {
    const scopes = new Set((tellers.get(traceId) ?? []).flatMap((teller) => teller.scope ?? []));
    if (scopes.size <= 1) return [...scopes][0] ?? scope;
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
