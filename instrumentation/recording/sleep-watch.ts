/** Between two readings of both clocks, one may run ahead of the other by this much before it counts as sleep. */
const SLEEP_MS = 2_000;

/** Tells whether the process or its machine slept: the clock of the day goes on then, the monotonic one does not. */
export class SleepWatch {
  readonly #beforeMs: number;

  /** `nowMs`, here and below: what `performance.now()` says, or said a moment ago. */
  constructor(nowMs: number) {
    this.#beforeMs = Date.now() - nowMs;
  }

  /** Whether it slept since this was made. */
  slept(nowMs: number): boolean {
    return Math.abs(Date.now() - nowMs - this.#beforeMs) > SLEEP_MS;
  }
}
