import { performance } from "node:perf_hooks";
import type { HrTime } from "@opentelemetry/api";

/** A moment on the clock of `performance.now()` as OpenTelemetry's seconds and nanoseconds since 1970. */
export function epochTime(atMs: number): HrTime {
  // Apart, because a double cannot hold nanoseconds since 1970.
  const originSeconds = Math.floor(performance.timeOrigin / 1000);
  const restMs = performance.timeOrigin - originSeconds * 1000 + atMs;
  const seconds = Math.floor(restMs / 1000);
  return [originSeconds + seconds, Math.round((restMs - seconds * 1000) * 1e6)];
}
