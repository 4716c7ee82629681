import type { Bucket } from "./bucket.ts";

/**
 * Why an attempt was refused: too much in a short time, the provider is full, a quota or money is spent, or too much at
 * once.
 */
export const THROTTLE_CLASSES = ["rate", "capacity", "quota", "concurrency"] as const;

export type ThrottleClass = (typeof THROTTLE_CLASSES)[number];

/** What is known of the refusal of one attempt. */
export interface Throttle {
  readonly class: ThrottleClass;
  /** The provider's own word for it. */
  readonly code: string | null;
  /** The advertised wait in ms, from the end of the attempt; null when none was told. */
  readonly retryAfterMs: number | null;
  /** What the provider says about trying again; null when it says nothing. */
  readonly retryable: boolean | null;
  /** The bucket that the attempt ran into; null where the refusal does not show it. */
  readonly boundBy: Pick<Bucket, "family" | "windowMinutes" | "unit"> | null;
}

/** Statuses that say it themselves (`docs/metrics.md` has their sources). */
const OF_STATUS: ReadonlyMap<number, ThrottleClass> = new Map([
  [402, "quota"],
  [429, "rate"],
  [503, "capacity"],
  [529, "capacity"],
]);

/** Words in the type of an error, the most telling first: money may hide behind the status of a rate. */
const OF_WORD: readonly (readonly [RegExp, ThrottleClass])[] = [
  [/quota|usage_limit|usage_not_included|credit|billing|spend|insufficient/i, "quota"],
  [/concurren/i, "concurrency"],
  [/overload|capacity|unavailable/i, "capacity"],
  [/rate.?limit|too_many|resource_exhausted|throttl|slow_down/i, "rate"],
];

/** What the status and the type of an error say where nobody read the refusal itself; null when it was none. */
export function inferThrottle(statusCode: number | null, errorType: string | null): Throttle | null {
  const word = errorType ?? "";
  const told = OF_WORD.find(([pattern]) => pattern.test(word))?.[1];
  const kind = told ?? (statusCode === null ? undefined : OF_STATUS.get(statusCode));
  if (kind === undefined) return null;
  return { class: kind, code: errorType, retryAfterMs: null, retryable: null, boundBy: null };
}
