import type { SessionIndex } from "./weigh-sessions.ts";

/**
 * How many independent turns would tell as much about the share of turns that take no longer than `durationMs`: the
 * variance that sessions give it, held against that of independent ones; at most as many as there are. `durationsMs`
 * holds all draws of all turns, draw by draw.
 */
export function effectiveTurns(
  durationsMs: Float64Array,
  { of, count }: SessionIndex,
  durationMs: number,
): number {
  const turns = of.length;
  const below = new Float64Array(turns);
  for (const [index, ms] of durationsMs.entries()) {
    if (ms <= durationMs) below[index % turns] = (below[index % turns] ?? 0) + turns / durationsMs.length;
  }
  const share = below.reduce((sum, own) => sum + own, 0) / turns;
  const bySession = new Float64Array(count);
  for (const [turn, session] of of.entries()) {
    bySession[session] = (bySession[session] ?? 0) + (below[turn] ?? 0) - share;
  }
  const variance = bySession.reduce((sum, own) => sum + own ** 2, 0) / turns ** 2;
  return variance > 0 ? Math.min(turns, (share * (1 - share)) / variance) : turns;
}
