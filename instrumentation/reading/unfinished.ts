import { performance } from "node:perf_hooks";

/** Finishes on this thread what still waits for another one, as far as that takes until then (`performance.now()`). */
export type FinishNow = (untilMs: number) => void;

const unfinished = new Set<FinishNow>();
let waiting: (() => void)[] = [];

/** Something is over, and waits for another thread. */
export function addUnfinished(one: FinishNow): void {
  unfinished.add(one);
}

/** It waits no more. */
export function removeUnfinished(one: FinishNow): void {
  if (!unfinished.delete(one) || unfinished.size > 0) return;
  const told = waiting;
  waiting = [];
  for (const tell of told) tell();
}

/** Resolves once nothing that is over waits for another thread. */
export function whenFinished(): Promise<void> {
  return unfinished.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
}

/** Finishes all of it at once, for a process that ends, for at most so long, in ms. */
export function finishUnfinished(withinMs: number): void {
  const untilMs = performance.now() + withinMs;
  for (const finishNow of [...unfinished]) finishNow(untilMs);
}
