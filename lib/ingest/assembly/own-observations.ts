import type { Observation } from "#lib/domain/observation.ts";
import type { Segment } from "#lib/domain/segment.ts";

/**
 * Those observations of a segment that belong to its scope, in time order. Spans often do not say which session
 * they belong to; the spans around them do. Where a trace holds one session, all of it is that session's; where it
 * holds several (an agent and its subagents), the chain of parents decides, and what it cannot decide is left out.
 */
export function ownObservations({ scope, observations }: Segment): Observation[] {
  const scopesOfTrace = new Map<string, Set<string>>();
  const scopeOfParent = new Map<string, string>();
  const parentOf = new Map<string, string>();
  for (const observation of observations) {
    const { traceId, parentSpanId, spanId } = observation;
    if (spanId !== null && parentSpanId !== null) parentOf.set(spanId, parentSpanId);
    if (observation.scope === null || traceId === null) continue;
    scopesOfTrace.set(traceId, (scopesOfTrace.get(traceId) ?? new Set()).add(observation.scope));
    if (observation.kind === "sampling" && parentSpanId !== null)
      scopeOfParent.set(parentSpanId, observation.scope);
  }
  const belongs = (observation: Observation): boolean => {
    if (observation.scope !== null) return observation.scope === scope;
    const scopes = observation.traceId === null ? undefined : scopesOfTrace.get(observation.traceId);
    if (!scopes?.has(scope)) return false;
    return scopes.size === 1 || scopeByParents(observation.parentSpanId, parentOf, scopeOfParent) === scope;
  };
  return observations.filter(belongs).toSorted(byTime);
}

const MAX_DEPTH = 64;

function scopeByParents(
  from: string | null,
  parentOf: ReadonlyMap<string, string>,
  scopeOfParent: ReadonlyMap<string, string>,
): string | null {
  let spanId = from;
  for (let depth = 0; spanId !== null && depth < MAX_DEPTH; depth += 1) {
    const scope = scopeOfParent.get(spanId);
    if (scope !== undefined) return scope;
    spanId = parentOf.get(spanId) ?? null;
  }
  return null;
}

/** Keys break ties, so that the order never depends on the order of arrival. */
function byTime(a: Observation, b: Observation): number {
  return a.atMs - b.atMs || (a.key < b.key ? -1 : 1);
}
