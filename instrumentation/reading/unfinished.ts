import { performance } from "node:perf_hooks";

/**
 * Finishes on this thread what still waits for another one. Times of what comes out are exact as long as
 * `performance.now()` is below `untilMs`; after that it must be done soon.
 */
export type FinishNow = (untilMs: number) => void;

const unfinished = new Set<FinishNow>();
let waiting: (() => void)[] = [];

/** What is over waits for another thread. */
export function isUnfinished(one: FinishNow): void {
  unfinished.add(one);
}

/** It does no more. */
export function isFinished(one: FinishNow): void {
  if (!unfinished.delete(one) || unfinished.size > 0) return;
  const told = waiting;
  waiting = [];
  for (const tell of told) tell();
}

/** Resolves once nothing that is over waits for another thread. */
export function whenFinished(): Promise<void> {
  return unfinished.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
}

/** Finishes all of it at once, for a process that ends; exactly for at most so long, in ms. */
export function finishUnfinished(exactForMs: number): void {
  const untilMs = performance.now() + exactForMs;
  for (const finishNow of [...unfinished]) finishNow(untilMs);
}
