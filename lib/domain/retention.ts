/**
 * For how many days each kind of data is kept at least (DESIGN §4). It goes by the partition, so that some of it stays
 * up to a partition's length longer.
 */
export interface RetentionDays {
  /** Counted from their arrival. */
  readonly observations: number;
  /** Round trips and turns with all that belongs to them, counted from their start. */
  readonly facts: number;
  /** Hourly and daily roll-ups. */
  readonly figures: number;
  readonly rateLimitReadings: number;
  readonly metricPoints: number;
}

/** What is kept unless somebody says otherwise. */
export const RETENTION_DAYS: RetentionDays = {
  observations: 7,
  facts: 90,
  figures: 731,
  rateLimitReadings: 90,
  metricPoints: 731,
};

/** Kinds of data that are dropped together. */
export type KindOfData = keyof RetentionDays;

/** The same, with roll-ups kept at least as long as what they are made of. */
export function soundRetention(days: RetentionDays): RetentionDays {
  return { ...days, figures: Math.max(days.figures, days.facts) };
}

/** The longest that anything can be kept. */
export const RETENTION_MAX_DAYS = 3_660;
