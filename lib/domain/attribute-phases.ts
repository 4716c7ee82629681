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
  const inside = pieces
    .map(({ phase, startMs: from, endMs: to }) => ({
      phase,
      startMs: Math.max(from, startMs),
      endMs: Math.min(to, endMs),
    }))
    .filter((piece) => piece.endMs > piece.startMs);
  const cuts = [startMs, endMs, ...inside.flatMap((piece) => [piece.startMs, piece.endMs])];
  const edges = [...new Set(cuts)].toSorted((a, b) => a - b);
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1];
    if (to === undefined) break;
    const running = new Set(
      inside.filter((piece) => piece.startMs < to && piece.endMs > from).map((p) => p.phase),
    );
    const phase = CRITICAL_FIRST.find((candidate) => running.has(candidate)) ?? "client";
    total[phase] += to - from;
  }
  return total;
}
