import type { UsagePoint } from "#lib/domain/limits/usage-point.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";

/** A reading of a bucket with the step that it was rounded to. */
export interface LedgerPoint extends UsagePoint {
  /** The step of `usedFraction`: 0.01 for whole percents, 0 when told exactly. */
  readonly resolution: number;
}

/** What a reading says of how full its bucket was. */
export type UsageReading = Pick<
  RateLimitReading,
  "usedFraction" | "remaining" | "limit" | "resetsAtMs" | "observedAtMs"
>;

/** Steps that a fraction is told in, coarsest first. */
const STEPS = [0.01, 0.005, 0.001, 0.0005, 0.0001, 0.00001];
const THOUSAND = 1000;

/**
 * The readings of one bucket as points in time order: those that tell the share used, by itself or by what remains of
 * a known limit. The step of a percentage is the coarsest that all of them lie on; counted units are exact, unless all
 * of what remained was told in whole thousands.
 */
export function ledgerPoints(readings: readonly UsageReading[]): LedgerPoint[] {
  const told = readings.flatMap((reading) => {
    const usedFraction = usedFractionOf(reading);
    return usedFraction === null ? [] : [{ reading, usedFraction }];
  });
  const shares = told.filter(({ reading }) => !isCounted(reading)).map(({ usedFraction }) => usedFraction);
  const step = STEPS.find((candidate) => shares.every((share) => liesOn(share, candidate))) ?? 0;
  const counted = told.filter(({ reading }) => isCounted(reading));
  const inThousands = counted.every(({ reading }) => (reading.remaining ?? 0) % THOUSAND === 0);
  return told
    .map(({ reading, usedFraction }) => ({
      atMs: reading.observedAtMs,
      usedFraction,
      resetsAtMs: reading.resetsAtMs,
      resolution: !isCounted(reading) ? step : inThousands ? THOUSAND / (reading.limit ?? THOUSAND) : 0,
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
}

function isCounted({ remaining, limit }: UsageReading): boolean {
  return remaining !== null && limit !== null && limit > 0;
}

function usedFractionOf({ usedFraction, remaining, limit }: UsageReading): number | null {
  return remaining !== null && limit !== null && limit > 0 ? 1 - remaining / limit : usedFraction;
}

function liesOn(share: number, step: number): boolean {
  const steps = share / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
