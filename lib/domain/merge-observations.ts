import type { Facts, Observation } from "./observation.ts";

/**
 * Merges observations of equal key into one that knows what any of them knew. Commutative, associative and
 * idempotent, so that neither order nor repetition nor splitting shows; the store merges with what it holds by the
 * same rule. The result is sorted by key, which keeps concurrent writers from waiting for each other in a circle.
 */
export function mergeObservations(observations: readonly Observation[]): Observation[] {
  const merged = new Map<string, Observation>();
  for (const observation of observations) {
    const known = merged.get(observation.key);
    merged.set(observation.key, known ? mergeTwo(known, observation) : observation);
  }
  return [...merged.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * A slot is placed by its first instant, a prompt by whoever told of it first; anything else lasted from its earliest
 * start to its latest end.
 */
const PLACED_BY_FIRST: ReadonlySet<Observation["kind"]> = new Set(["chunks", "prompt"]);

function mergeTwo(a: Observation, b: Observation): Observation {
  return {
    ...a,
    // A log and a span may tell of one thing; which came first must not show.
    source: least(a.source, b.source) ?? a.source,
    scope: least(a.scope, b.scope),
    traceId: least(a.traceId, b.traceId),
    spanId: least(a.spanId, b.spanId),
    parentSpanId: least(a.parentSpanId, b.parentSpanId),
    atMs: PLACED_BY_FIRST.has(a.kind) ? Math.min(a.atMs, b.atMs) : Math.max(a.atMs, b.atMs),
    startMs: least(a.startMs, b.startMs),
    facts: mergeFacts(a.facts, b.facts),
    instants: a.instants && b.instants ? union(a.instants, b.instants) : (a.instants ?? b.instants),
  };
}

/** Twins agree on the facts they share; where a broken client makes them differ, the smaller text wins on all sides. */
export function mergeFacts(a: Facts, b: Facts): Facts {
  const merged = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const known = merged.get(key);
    if (known === undefined || String(value) < String(known)) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** The known one, or the smaller of two. */
function least<T extends string | number>(a: T | null, b: T | null): T | null {
  if (a === null) return b;
  return b === null || a < b ? a : b;
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => x - y);
}
