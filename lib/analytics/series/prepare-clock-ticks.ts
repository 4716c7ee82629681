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
 * Labels at most seven of the instants, at round times of the zone, or those nearest to some where they meet none: with the
 * time of day when they span two days or less, else with the day, at its start.
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
  return roundInstants(instantsMs, isShort ? TIME_STEPS_MS : DAY_STEPS_MS, zone).map(({ atMs, toldMs }) => ({
    atMs,
    text: format.format(toldMs),
  }));
}

/** An instant, and the round time that is told of it. */
interface Told {
  readonly atMs: number;
  readonly toldMs: number;
}

function roundInstants(
  instantsMs: readonly number[],
  stepsMs: readonly number[],
  zone: { readonly timeZone?: string },
): readonly Told[] {
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ year: "numeric", month: "numeric", day: "numeric", hourCycle: "h23" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric", ...zone },
  });
  const local = instantsMs.map((ms) => clockMs(clock, ms));
  for (const stepMs of stepsMs) {
    const round = instantsMs.filter((_, index) => (local[index] ?? 0) % stepMs === 0);
    if (round.length >= Math.min(2, instantsMs.length) && round.length <= MOST_TICKS)
      return round.map((atMs) => ({ atMs, toldMs: atMs }));
  }
  const every = Math.ceil(instantsMs.length / MOST_TICKS);
  return (
    nearestInstants(instantsMs, (local[0] ?? 0) - (instantsMs[0] ?? 0), stepsMs) ??
    instantsMs.filter((_, index) => index % every === 0).map((atMs) => ({ atMs, toldMs: atMs }))
  );
}

/**
 * Round times between the first and the last instant, by a zone that is so far from UTC, each at the instant next to it; null
 * where that is not where it would stand.
 */
function nearestInstants(
  instantsMs: readonly number[],
  offsetMs: number,
  stepsMs: readonly number[],
): readonly Told[] | null {
  const [firstMs, lastMs] = [instantsMs[0] ?? 0, instantsMs.at(-1) ?? 0];
  const firstOf = (stepMs: number) => Math.ceil((firstMs + offsetMs) / stepMs);
  const countOf = (stepMs: number) => Math.floor((lastMs + offsetMs) / stepMs) - firstOf(stepMs) + 1;
  const stepMs = stepsMs.find((step) => countOf(step) <= MOST_TICKS);
  if (stepMs === undefined || countOf(stepMs) < 2) return null;
  const told = Array.from({ length: countOf(stepMs) }, (_, index) => {
    const toldMs = (firstOf(stepMs) + index) * stepMs - offsetMs;
    const apart = (ms: number) => Math.abs(ms - toldMs);
    return { atMs: instantsMs.reduce((near, ms) => (apart(ms) < apart(near) ? ms : near)), toldMs };
  });
  const unseenMs = UNSEEN * (lastMs - firstMs);
  return told.every(({ atMs, toldMs }) => Math.abs(atMs - toldMs) <= unseenMs) ? told : null;
}

/** The share of an axis by which nobody sees that something stands too far to one side. */
const UNSEEN = 0.004;

/** What the clock of a zone shows, as if it showed UTC, in Unix ms. */
function clockMs(clock: Intl.DateTimeFormat, unixMs: number): number {
  const parts = new Map(clock.formatToParts(unixMs).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}
