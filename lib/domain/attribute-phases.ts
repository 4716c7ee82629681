import { PHASES, type Phase, type PhaseDurations } from "./phase.ts";

/** A stretch of wall clock in which one thing was going on. */
export interface PhasePiece {
  readonly phase: Phase;
  /** Unix ms. */
  readonly startMs: number;
  /** Unix ms. */
  readonly endMs: number;
}

/**
 * Where pieces overlap, the first of these is what the developer was waiting for: a person before everything, the
 * model's stream before a tool that already runs beside it, and the client only when nothing else goes on.
 */
const CRITICAL_FIRST: readonly Phase[] = [
  "approval",
  "generation",
  "firstToken",
  "queue",
  "connect",
  "throttle",
  "unattributed",
  "tool",
  "client",
];

/**
 * Splits [startMs, endMs) into phases that sum to its length. Pieces may overlap and stick out; time in no piece is
 * the client's own.
 */
export function attributePhases(
  startMs: number,
  endMs: number,
  pieces: readonly PhasePiece[],
): PhaseDurations {
  const total = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
  const edges: { readonly atMs: number; readonly rank: number; readonly change: 1 | -1 }[] = [];
  for (const { phase, startMs: from, endMs: to } of pieces) {
    const [begunMs, overMs] = [Math.max(from, startMs), Math.min(to, endMs)];
    if (!(overMs > begunMs)) continue;
    const rank = CRITICAL_FIRST.indexOf(phase);
    edges.push({ atMs: begunMs, rank, change: 1 }, { atMs: overMs, rank, change: -1 });
  }
  edges.sort((a, b) => a.atMs - b.atMs);
  const running = CRITICAL_FIRST.map(() => 0);
  let sinceMs = startMs;
  const passTo = (atMs: number): void => {
    if (atMs <= sinceMs) return;
    total[CRITICAL_FIRST[running.findIndex((count) => count > 0)] ?? "client"] += atMs - sinceMs;
    sinceMs = atMs;
  };
  for (const { atMs, rank, change } of edges) {
    passTo(atMs);
    running[rank] = (running[rank] ?? 0) + change;
  }
  passTo(endMs);
  return total;
}
