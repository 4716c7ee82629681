import { histogramGain, histogramIntervals, type ValueInterval } from "#lib/domain/metric-histogram.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { StoredMetricState } from "#lib/store/find-metric-points.ts";

/**
 * The values that one series gained in a window, as intervals in its own unit. What a cumulative series counted from
 * one start on is its last state less the one before the window. Where none was stored before although it had begun
 * before, nobody can tell how much of its first state came earlier: only what came after counts.
 */
export function metricIntervals(
  states: readonly StoredMetricState[],
  window: TimeWindow | null,
): readonly ValueInterval[] {
  const runs = Map.groupBy(
    states.filter(({ role }) => role !== "delta"),
    ({ startMs }) => startMs,
  );
  const deltas = states
    .filter(({ role }) => role === "delta")
    .flatMap(({ histogram, min, max }) => histogramIntervals(histogram, min, max));
  return [...deltas, ...[...runs.values()].flatMap((run) => gainOf(run, window))];
}

function gainOf(run: readonly StoredMetricState[], window: TimeWindow | null): readonly ValueInterval[] {
  const of = (role: StoredMetricState["role"]) => run.find((state) => state.role === role);
  const last = of("last");
  if (last === undefined) return [];
  const beganBefore = window !== null && last.startMs < window.fromMs;
  const base = of("before") ?? (beganBefore ? of("first") : undefined);
  const whole = histogramIntervals(last.histogram, last.min, last.max);
  if (base === undefined) return whole;
  const gain = histogramGain(last.histogram, base.histogram);
  // It began anew without telling a new start: what it says now came since.
  return gain === null ? whole : histogramIntervals(gain, last.min, last.max);
}
