const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** How busy somebody is at each hour of a working day by their own clock, 1 at the busiest; lunch is the dip. */
const WORKING_DAY = [
  0.012, 0.006, 0.004, 0.004, 0.006, 0.015, 0.04, 0.12, 0.42, 0.86, 1, 0.95, 0.36, 0.58, 0.94, 1, 0.95, 0.7,
  0.34, 0.18, 0.16, 0.12, 0.06, 0.03,
];

/** The same on Saturdays and Sundays. */
const WEEKEND = WORKING_DAY.map((_, hour) => (hour >= 9 && hour <= 22 ? 0.055 : 0.006));

/** When somebody is at work. */
export interface Rhythm {
  /** Hours that their clock is ahead of UTC. Nobody changes it in the course of a history. */
  readonly utcOffsetHours: number;
  /** Hours that they begin later than usual. */
  readonly shiftHours: number;
  /** Share of their work that runs at any hour, such as that of programs: 0 to 1. */
  readonly roundTheClock: number;
  /** Whether Saturdays and Sundays are quiet. */
  readonly hasWeekends: boolean;
}

/** How busy somebody is at a time (Unix ms), 0 to 1. */
export function activityAt(rhythm: Rhythm, atMs: number): number {
  const { utcOffsetHours, shiftHours, roundTheClock, hasWeekends } = rhythm;
  const hours = atMs / HOUR_MS + utcOffsetHours - shiftHours;
  const day = Math.floor(hours / DAY_HOURS);
  // The first of January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  const hour = hours - day * DAY_HOURS;
  const curve = hasWeekends && (weekday === 0 || weekday === 6) ? WEEKEND : WORKING_DAY;
  // The value of an hour stands for its middle.
  const before = Math.floor(hour - 0.5);
  const share = hour - 0.5 - before;
  const at = (index: number) => curve[(index + DAY_HOURS) % DAY_HOURS] ?? 0;
  const own = at(before) * (1 - share) + at(before + 1) * share;
  return own * (1 - roundTheClock) + 0.4 * roundTheClock;
}

/** How busy somebody is in each hour of the 24 from a time on (Unix ms). */
export function activityByHour(rhythm: Rhythm, fromMs: number): number[] {
  return Array.from({ length: DAY_HOURS }, (_, hour) => activityAt(rhythm, fromMs + (hour + 0.5) * HOUR_MS));
}

/** The time (Unix ms) that lies at a share (0 to 1) of all activity in the hours from a time on. */
export function timeAtShare(activity: readonly number[], fromMs: number, share: number): number {
  let left = share * activity.reduce((sum, value) => sum + value, 0);
  for (const [hour, value] of activity.entries()) {
    if (left < value) return fromMs + (hour + left / value) * HOUR_MS;
    left -= value;
  }
  return fromMs + activity.length * HOUR_MS - 1;
}
