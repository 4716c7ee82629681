import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";

/** One counted resource of one limit family of one account over one window; never known by a position. */
export interface Bucket {
  readonly provider: string;
  /** A hash of what names the account; null when nothing did. */
  readonly account: string | null;
  readonly family: string;
  /** Length of the window; null when nobody says. */
  readonly windowMinutes: number | null;
  readonly unit: RateLimitUnit;
}

/** One text for one bucket, to compare and to look up by. */
export function bucketKey({ provider, account, family, windowMinutes, unit }: Bucket): string {
  return JSON.stringify([provider, account, family, windowMinutes, unit]);
}
