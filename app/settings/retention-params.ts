import type { RetentionDays } from "#lib/domain/retention.ts";

/** The parameter of each kind of data: how many days of it are kept. */
export const DAYS_PARAMS = {
  observations: "daysObservations",
  facts: "daysFacts",
  figures: "daysFigures",
  rateLimitReadings: "daysReadings",
  metricPoints: "daysPoints",
} as const satisfies Readonly<Record<keyof RetentionDays, string>>;

export const KINDS = Object.keys(DAYS_PARAMS) as (keyof RetentionDays)[];

/** The days that an address or a form holds, those of `now` where it holds none; NaN where it is no whole number. */
export function readDays(
  valuesOf: (name: string) => readonly string[],
  now: RetentionDays | null,
): RetentionDays {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const given = valuesOf(DAYS_PARAMS[kind])[0]?.trim();
      if (given === undefined) return [kind, now?.[kind] ?? Number.NaN];
      return [kind, /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN];
    }),
  ) as unknown as RetentionDays;
}
