/** An instant for people in a time zone: "Nov 22, 14:03:07". */
export function formatInstant(unixMs: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(unixMs);
}

/** An instant for machines: ISO 8601 in UTC, to the millisecond. Null when it is beyond what a date can be. */
export function formatIso(unixMs: number | null): string | null {
  if (unixMs === null) return null;
  const date = new Date(unixMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Short name of the time zone at an instant: "UTC", "GMT+1". */
export function formatTimeZone(unixMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(unixMs);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}

/** A stretch of time for people in a time zone: "Nov 24, 14:00 – Nov 25, 14:00", the day once when it is the same. */
export function formatRange(fromMs: number, toMs: number, timeZone?: string): string {
  const format = new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return format.formatRange(fromMs, toMs);
}
