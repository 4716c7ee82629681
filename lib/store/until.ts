import { setTimeout as sleep } from "node:timers/promises";

/** How long to try. */
export interface Patience {
  readonly maxMs: number;
  /** Ends it at once. */
  readonly signal: AbortSignal | null;
}

const PAUSE_MS = 250;

/** Asks again and again until the answer is yes; returns false when patience ends before. Asks at least once. */
export async function until({ maxMs, signal }: Patience, ask: () => Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + maxMs;
  while (!(await ask())) {
    if (signal?.aborted === true || performance.now() >= endMs) return false;
    // Of uneven length, so that two who are in each other's way do not stay so.
    await sleep(PAUSE_MS * (0.5 + Math.random()), undefined, signal === null ? {} : { signal }).catch(
      () => undefined,
    );
  }
  return true;
}
