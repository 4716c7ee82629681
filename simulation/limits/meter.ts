/** How full a meter is at one moment. */
export interface MeterState {
  readonly limit: number;
  /** May exceed the limit. */
  readonly used: number;
  /** Unix ms at which the present window began; null where there is none. */
  readonly startedAtMs: number | null;
  /** Unix ms from which all of the limit is there again if nothing more is used; null when it is already. */
  readonly resetsAtMs: number | null;
}

/** Counts what is used of one limit. Times are Unix ms and must not go back between two changes. */
export interface Meter {
  /** How many ms until so much fits: 0 is now, infinity never; null when it depends on calls that still run. */
  waitMs(amount: number, nowMs: number): number | null;
  /** Takes so much, whether it fits or not. */
  take(amount: number, nowMs: number): void;
  /** Takes more, or gives back (below 0), of what was taken at `takenAtMs`, unless that no longer counts. */
  correct(change: number, takenAtMs: number, nowMs: number): void;
  /** Any moment not before the last change can be asked for. */
  state(nowMs: number): MeterState;
}

/** Amounts and ms closer than this are equal: fractions of tokens do not add up exactly. */
export const TOLERANCE = 1e-6;

/** The least amount that is something. */
export const LEAST_AMOUNT = 1e-3;
