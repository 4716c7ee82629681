import { performance } from "node:perf_hooks";

const STEP_MS = 5;

/** Begins to measure how late this machine wakes a process that sleeps; the returned function ends it, with the 99th percentile in ms. */
export function watchLateness(): () => number {
  const latenesses: number[] = [];
  let dueMs = performance.now() + STEP_MS;
  const tick = () => {
    latenesses.push(performance.now() - dueMs);
    dueMs = performance.now() + STEP_MS;
    timer = setTimeout(tick, STEP_MS);
  };
  let timer = setTimeout(tick, STEP_MS);
  return () => {
    clearTimeout(timer);
    const sorted = latenesses.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  };
}
