import type { RoundTrip } from "../round-trip.ts";

/** What complete round trips are measured by and rolled up by: durations in ms and rates, by their names in a RoundTrip. */
export const FIGURES = [
  "streamOpenMs",
  "ttftMs",
  "ttfoMs",
  "e2eMs",
  "decodeTokensPerSecond",
  "e2eTokensPerSecond",
  "connectMs",
] as const satisfies readonly (keyof RoundTrip)[];

export type Figure = (typeof FIGURES)[number];
