import type { Chance } from "./chance.ts";

/** A time at the desk without a break, in Unix ms. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * When somebody works between two instants (UTC): on working days from about nine to about six, without lunch and one
 * or two meetings, in stretches of work with the machine and pauses for other things between them.
 */
export function workingHours(startMs: number, endMs: number, chance: Chance): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const firstDay = Math.floor(startMs / DAY_MS);
  for (let day = firstDay; day * DAY_MS < endMs; day += 1) {
    // The first of January 1970 was a Thursday.
    const weekday = (day + 4) % 7;
    if (weekday === 0 || weekday === 6) continue;
    stretches.push(...workingDay(day * DAY_MS, chance));
  }
  return stretches
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, startMs), toMs: Math.min(toMs, endMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

function workingDay(midnightMs: number, chance: Chance): readonly Stretch[] {
  const beginsMs = midnightMs + chance.between(8.5, 9.75) * HOUR_MS;
  const lunchMs = midnightMs + chance.between(12, 13) * HOUR_MS;
  const endsMs = midnightMs + chance.between(17, 18.5) * HOUR_MS;
  const breaks: Stretch[] = [
    { fromMs: lunchMs, toMs: lunchMs + chance.between(30, 60) * MINUTE_MS },
    ...Array.from({ length: chance.whole(0, 2) }, () => {
      const fromMs = midnightMs + chance.whole(19, 33) * (HOUR_MS / 2);
      return { fromMs, toMs: fromMs + chance.whole(1, 2) * 30 * MINUTE_MS };
    }),
  ];
  const stretches: Stretch[] = [];
  let fromMs = beginsMs;
  while (fromMs < endsMs) {
    const inBreak = breaks.find((one) => fromMs >= one.fromMs && fromMs < one.toMs);
    if (inBreak !== undefined) {
      fromMs = inBreak.toMs;
      continue;
    }
    const nextBreakMs = Math.min(
      endsMs,
      ...breaks.filter((one) => one.fromMs > fromMs).map((one) => one.fromMs),
    );
    const toMs = Math.min(nextBreakMs, fromMs + chance.around(45, 0.5) * MINUTE_MS);
    stretches.push({ fromMs, toMs });
    fromMs = toMs + chance.waiting(35) * MINUTE_MS;
  }
  return stretches;
}
