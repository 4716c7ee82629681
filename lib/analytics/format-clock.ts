const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/**
 * A wall-clock time as short as it is clear beside now: "16:40" today, "Thu 16:40" within a week, else "Dec 3, 16:40"; with
 * seconds where minutes would be the same.
 */
export function formatClock(unixMs: number, nowMs: number, timeZone?: string, hasSeconds = false): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const seconds = hasSeconds ? ({ second: "2-digit" } as const) : {};
  const clock = { hour: "2-digit", minute: "2-digit", ...seconds, hourCycle: "h23", ...zone } as const;
  const day = new Intl.DateTimeFormat("en-US", { dateStyle: "short", ...zone });
  if (day.format(unixMs) === day.format(nowMs)) return new Intl.DateTimeFormat("en-US", clock).format(unixMs);
  // A whole week away has the same weekday as today.
  const isNear = Math.abs(unixMs - nowMs) < WEEK_MS - DAY_MS;
  if (!isNear)
    return new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", ...clock }).format(unixMs);
  const parts = new Intl.DateTimeFormat("en-US", { weekday: "short", ...clock }).formatToParts(unixMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("weekday")} ${part("hour")}:${part("minute")}${hasSeconds ? `:${part("second")}` : ""}`;
}
