import type { RateLimitReading } from "#instrumentation/rate-limits/rate-limit-reading.ts";

/** How much of each window is used, such as `5 h 23 % · 7 d 41 %`; empty where nobody says. */
export function describeWindows(readings: readonly RateLimitReading[]): string {
  return readings
    .flatMap(({ windowMinutes, usedFraction }) =>
      windowMinutes === null || usedFraction === null
        ? []
        : [`${lengthOf(windowMinutes)} ${Math.round(usedFraction * 100)} %`],
    )
    .join(" · ");
}

function lengthOf(minutes: number): string {
  if (minutes >= 1_440 && minutes % 1_440 === 0) return `${minutes / 1_440} d`;
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
