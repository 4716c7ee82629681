/** How full a bucket was said to be at one moment. */
export interface UsagePoint {
  /** Unix ms. */
  readonly atMs: number;
  /** 0 to 1, and above 1 when more was used than allowed. */
  readonly usedFraction: number;
  /** Unix ms at which the window ends; null when nobody says. */
  readonly resetsAtMs: number | null;
}
