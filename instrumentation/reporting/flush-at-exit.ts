import { diag } from "@opentelemetry/api";
import { giveUpAll } from "../sources/under-way.ts";
import type { Pipeline } from "./start-pipeline.ts";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** So long a program is kept from ending, at most, in ms. */
const PATIENCE_MS = 1_000;

/**
 * Sends what is buffered when the program has nothing more to do, or is told to end; calls that are under way then have
 * been given up. It ends as it would have: with the same code, and by the same signal when it does not handle signals
 * itself.
 */
export function flushAtExit(pipeline: Pipeline, stop: () => void): void {
  let isFlushed = false;
  process.on("beforeExit", () => {
    // Flushing gives the program something to do, so that this comes once more.
    if (isFlushed) return;
    isFlushed = true;
    void pipeline.flush(PATIENCE_MS).then((isSent) => {
      // A collector that does not answer would keep the program alive until the exporter gives up. Nothing else does,
      // unless somebody else has something to do at the end.
      if (!isSent && process.listenerCount("beforeExit") === 1) process.exit();
    });
  });
  // Many programs end by process.exit() as soon as they have their answer.
  process.on("exit", () => {
    giveUpAll();
    pipeline.flushAtExit();
  });
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      // Whoever handles the signal decides what becomes of the program.
      if (process.listenerCount(signal) > 1) return;
      stop();
      giveUpAll();
      void pipeline
        .flush(PATIENCE_MS)
        .catch((error: unknown) => diag.warn("roundtrip: could not flush", error))
        .finally(() => {
          process.removeListener(signal, onSignal);
          process.kill(process.pid, signal);
        });
    };
    process.on(signal, onSignal);
  }
}
