import { guarded } from "./guarded.ts";

const waiting: (() => void)[] = [];

/**
 * Does something once the program has had its turn: what becomes of a call that is over can wait, and the program must
 * not. In the order in which it was asked for.
 */
export function defer(work: () => void): void {
  waiting.push(guarded(work));
  if (waiting.length === 1) setImmediate(finishDeferred);
}

/** Does at once all that was put off. */
export function finishDeferred(): void {
  for (const work of waiting.splice(0)) work();
}
