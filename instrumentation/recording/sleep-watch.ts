import { performance } from "node:perf_hooks";

/** Between two readings of both clocks, one may run ahead of the other by this much before it counts as sleep. */
const SLEEP_MS = 2_000;

/** Tells whether the process or its machine slept: the clock of the day goes on then, the monotonic one does not. */
export class SleepWatch {
  readonly #beforeMs: number;
  #slept: boolean | null = null;

  /** `nowMs`, here and below: what `performance.now()` says, or said a moment ago. */
  constructor(nowMs: number) {
    this.#beforeMs = Date.now() - nowMs;
  }

  /** Stops watching, once: what is read later happened until now. */
  stop(nowMs: number): void {
    this.#slept ??= Math.abs(Date.now() - nowMs - this.#beforeMs) > SLEEP_MS;
  }

  /** Whether it slept since this was made, until it was stopped, else until now. */
  slept(): boolean {
    this.stop(performance.now());
    return this.#slept === true;
  }
}
