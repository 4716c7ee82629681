import type { TimeWindow } from "../time-window.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Which roll-ups cannot be used, since facts came, went or changed since they were made. Unix ms of their starts (UTC). */
export interface StaleRollUps {
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  /** Unix ms before which there are no facts any more; with an hour one begins. All that there was is rolled up. */
  readonly factsFromMs?: number;
}

/** Where a window's figures are read: whole days and hours that are rolled up, and the facts of the rest. */
export interface Stretches {
  readonly days: readonly TimeWindow[];
  readonly hours: readonly TimeWindow[];
  readonly facts: readonly TimeWindow[];
}

/**
 * Divides a window into stretches, in order of time, that do not overlap and leave nothing out. With an interval, no
 * roll-up is used that reaches over the end of one; intervals are counted from the epoch. Where facts are gone, an edge of
 * the window moves back to the start of its hour: an hour counts for the window in which it begins, so that windows that
 * follow one another still count all there was, and nothing twice.
 */
export function planStretches(asked: TimeWindow, intervalMs: number | null, stale: StaleRollUps): Stretches {
  const factsFromMs = stale.factsFromMs ?? Number.NEGATIVE_INFINITY;
  const edge = (ms: number) => (ms < factsFromMs ? startOf(ms, HOUR_MS) : ms);
  const window = { fromMs: edge(asked.fromMs), toMs: edge(asked.toMs) };
  const fits = (lengthMs: number) => intervalMs === null || intervalMs % lengthMs === 0;
  const plan = { days: [] as TimeWindow[], hours: [] as TimeWindow[], facts: [] as TimeWindow[] };
  if (window.toMs <= window.fromMs) return plan;
  if (!fits(HOUR_MS)) return { ...plan, facts: [window] };
  const staleDays = new Set([...stale.days, ...[...stale.hours].map((ms) => startOf(ms, DAY_MS))]);
  let atMs = window.fromMs;
  while (atMs < window.toMs) {
    const isDay = fits(DAY_MS) && atMs % DAY_MS === 0 && atMs + DAY_MS <= window.toMs && !staleDays.has(atMs);
    const isHour = atMs % HOUR_MS === 0 && atMs + HOUR_MS <= window.toMs && !stale.hours.has(atMs);
    const kind = isDay ? "days" : isHour ? "hours" : "facts";
    const toMs = isDay ? atMs + DAY_MS : Math.min(startOf(atMs, HOUR_MS) + HOUR_MS, window.toMs);
    extend(plan[kind], { fromMs: atMs, toMs });
    atMs = toMs;
  }
  return plan;
}

function startOf(ms: number, lengthMs: number): number {
  return Math.floor(ms / lengthMs) * lengthMs;
}

function extend(stretches: TimeWindow[], next: TimeWindow): void {
  const last = stretches.at(-1);
  if (last?.toMs === next.fromMs) stretches[stretches.length - 1] = { fromMs: last.fromMs, toMs: next.toMs };
  else stretches.push(next);
}
