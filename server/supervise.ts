import { setTimeout as sleep } from "node:timers/promises";
import { printError } from "./print.ts";

/** A process that is up. */
export interface Running {
  /** Settles with how the process ended, in words; never rejects. */
  readonly exited: Promise<string>;
  /** Lets it finish what it does, and ends it. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

const firstDelayMs = 250;
const lastDelayMs = 10_000;
/** Who ran this long before a crash is restarted as if it were the first. */
const healthyMs = 60_000;

/**
 * Starts a process and, whenever it ends unasked, starts it again with growing pauses. Rejects only when the first
 * start fails. `name` begins the lines that are printed about it.
 */
export async function supervise(name: string, start: () => Promise<Running>): Promise<Running> {
  const stopping = new AbortController();
  let current: Running | null = await start();

  const keepUp = async (first: Running): Promise<string> => {
    let delayMs = firstDelayMs;
    let running = first;
    for (;;) {
      const startedAt = performance.now();
      const how = await running.exited;
      current = null;
      if (stopping.signal.aborted) return how;
      if (performance.now() - startedAt > healthyMs) delayMs = firstDelayMs;
      printError(`${name} ended unexpectedly (${how}): starting it again`);
      for (;;) {
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return how;
        delayMs = Math.min(2 * delayMs, lastDelayMs);
        try {
          running = await start();
          break;
        } catch (error) {
          printError(
            `${name} could not be started: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }
      current = running;
      if (stopping.signal.aborted) await running.stop();
      else printError(`${name} is back`);
    }
  };

  const exited = keepUp(current);
  const stop = async () => {
    stopping.abort();
    await current?.stop();
    await exited;
  };
  const kill = () => {
    stopping.abort();
    current?.kill();
  };
  return { exited, stop, kill };
}
