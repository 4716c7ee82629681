import { setTimeout as sleep } from "node:timers/promises";

/**
 * Hands out events when they are due, against absolute deadlines: a late wake-up hands out all that became due
 * meanwhile, so lateness never adds up. `startMs` is on the clock of `performance.now()`. Resolves to false when
 * the signal ended it early; rejects when `emit` does.
 */
export async function pace<T extends { readonly atMs: number }>(
  events: readonly T[],
  startMs: number,
  signal: AbortSignal,
  emit: (due: readonly T[]) => Promise<void> | void,
): Promise<boolean> {
  let next = 0;
  while (next < events.length && !signal.aborted) {
    const elapsedMs = performance.now() - startMs;
    let end = next;
    while (end < events.length && (events[end]?.atMs ?? 0) <= elapsedMs) end += 1;
    if (end > next) await emit(events.slice(next, end));
    else await pause((events[next]?.atMs ?? 0) - elapsedMs, signal);
    next = end;
  }
  return !signal.aborted;
}

/** Waits until so many ms after `startMs`; returns early when the signal aborts. */
export async function reach(atMs: number, startMs: number, signal: AbortSignal): Promise<void> {
  await pace([{ atMs }], startMs, signal, () => undefined);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(1, Math.ceil(ms)), undefined, { signal }).catch(() => undefined);
}
