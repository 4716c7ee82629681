import type { KindOfData } from "#lib/domain/retention.ts";

/** What kinds of data are called. */
export const KIND_NAMES: Readonly<Record<KindOfData, string>> = {
  observations: "Observations",
  facts: "Round trips and turns",
  figures: "Roll-ups",
  rateLimitReadings: "Readings of rate limits",
  metricPoints: "Points of metrics",
};
