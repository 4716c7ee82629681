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
  // One listener for all waits: at thousands of tokens a second, one for each would cost more than the sending.
  let wake = () => {};
  const abort = () => wake();
  signal.addEventListener("abort", abort);
  try {
    let next = 0;
    while (next < events.length && !signal.aborted) {
      const elapsedMs = performance.now() - startMs;
      let end = next;
      while (end < events.length && (events[end]?.atMs ?? 0) <= elapsedMs) end += 1;
      if (end > next) await emit(events.slice(next, end));
      else {
        const waitMs = Math.max(1, Math.ceil((events[next]?.atMs ?? 0) - elapsedMs));
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      next = end;
    }
    return !signal.aborted;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Waits until so many ms after `startMs`; returns early when the signal aborts. */
export async function reach(atMs: number, startMs: number, signal: AbortSignal): Promise<void> {
  await pace([{ atMs }], startMs, signal, () => undefined);
}
