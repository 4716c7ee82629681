/** A label on an axis of wall-clock time. */
export interface ClockTick {
  readonly atMs: number;
  readonly text: string;
}

const MOST_TICKS = 7;
const DAY_MS = 86_400_000;

/** Labels at most seven of the instants, evenly: with the time of day when they span two days or less, else the day. */
export function prepareClockTicks(instantsMs: readonly number[], timeZone?: string): readonly ClockTick[] {
  const [first, last] = [instantsMs[0], instantsMs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const step = Math.ceil(instantsMs.length / MOST_TICKS);
  const format = new Intl.DateTimeFormat("en-US", {
    ...(last - first <= 2 * DAY_MS
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { month: "short", day: "numeric" }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return instantsMs
    .filter((_, index) => index % step === 0)
    .map((atMs) => ({ atMs, text: format.format(atMs) }));
}
