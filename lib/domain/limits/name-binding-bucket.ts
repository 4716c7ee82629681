import type { Bucket } from "./bucket.ts";

/** A reading that says that nothing is left of a bucket. */
export interface SpentReading extends Pick<Bucket, "account" | "family" | "windowMinutes" | "unit"> {
  readonly sessionId: string | null;
  /** Unix ms. */
  readonly resetsAtMs: number | null;
  /** Unix ms. */
  readonly observedAtMs: number;
}

/** A refused attempt of which nobody told what it ran into. */
export interface UnnamedThrottle {
  readonly account: string | null;
  readonly sessionId: string;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Unix ms. */
  readonly endedAtMs: number;
}

/** A client may write down what it heard this much later than it heard it. */
const LATE_MS = 2_000;

/** So long a bucket of which nobody says when it comes back is taken to be spent. */
const UNTOLD_MS = 60_000;

/**
 * The bucket that an attempt must have run into: one of its account (or session, without an account) that was known to
 * be spent and had not come back. Of several the last to come back binds. Null when none was.
 */
export function nameBindingBucket(
  throttle: UnnamedThrottle,
  spent: readonly SpentReading[],
): Pick<Bucket, "family" | "windowMinutes" | "unit"> | null {
  const { account, sessionId, startedAtMs, endedAtMs } = throttle;
  const binding = spent
    .filter((reading) => {
      const isOwn =
        account === null || reading.account === null
          ? reading.sessionId === sessionId
          : reading.account === account;
      const backAtMs = reading.resetsAtMs ?? reading.observedAtMs + UNTOLD_MS;
      return isOwn && reading.observedAtMs <= endedAtMs + LATE_MS && backAtMs > startedAtMs;
    })
    .reduce<SpentReading | null>(
      (last, reading) =>
        last === null || (reading.resetsAtMs ?? 0) > (last.resetsAtMs ?? 0) ? reading : last,
      null,
    );
  if (binding === null) return null;
  const { family, windowMinutes, unit } = binding;
  return { family, windowMinutes, unit };
}
