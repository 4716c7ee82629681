/** A label on an axis of wall-clock time. */
export interface ClockTick {
  readonly atMs: number;
  readonly text: string;
}

const MOST_TICKS = 7;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const DAY_STEPS_MS = [1, 2, 4, 7, 14, 28].map((days) => days * DAY_MS);
const TIME_STEPS_MS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720].map((n) => n * MINUTE_MS);

/**
 * Labels at most seven of the instants, at round times of the zone where they meet some: with the time of day when they
 * span two days or less, else with the day, at its start.
 */
export function prepareClockTicks(instantsMs: readonly number[], timeZone?: string): readonly ClockTick[] {
  const [first, last] = [instantsMs[0], instantsMs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isShort = last - first <= 2 * DAY_MS;
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = new Intl.DateTimeFormat("en-US", {
    ...(isShort
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { month: "short", day: "numeric" }),
    ...zone,
  });
  return roundInstants(instantsMs, isShort ? TIME_STEPS_MS : DAY_STEPS_MS, zone).map((atMs) => ({
    atMs,
    text: format.format(atMs),
  }));
}

function roundInstants(
  instantsMs: readonly number[],
  stepsMs: readonly number[],
  zone: { readonly timeZone?: string },
): readonly number[] {
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ year: "numeric", month: "numeric", day: "numeric", hourCycle: "h23" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric", ...zone },
  });
  const local = instantsMs.map((ms) => clockMs(clock, ms));
  for (const stepMs of stepsMs) {
    const round = instantsMs.filter((_, index) => (local[index] ?? 0) % stepMs === 0);
    if (round.length >= Math.min(2, instantsMs.length) && round.length <= MOST_TICKS) return round;
  }
  const every = Math.ceil(instantsMs.length / MOST_TICKS);
  return instantsMs.filter((_, index) => index % every === 0);
}

/** What the clock of a zone shows, as if it showed UTC, in Unix ms. */
function clockMs(clock: Intl.DateTimeFormat, unixMs: number): number {
  const parts = new Map(clock.formatToParts(unixMs).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}
