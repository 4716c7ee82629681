import { UNKNOWN } from "./format-duration.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A long time as people say it, two units at most: "40 s", "12 min", "2 h 13 min", "3 d 4 h"; below a second "< 1 s". */
export function formatSpan(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return UNKNOWN;
  if (ms <= 0) return "0 s";
  if (ms < SECOND_MS) return "< 1 s";
  if (ms < 59.5 * SECOND_MS) return `${Math.round(ms / SECOND_MS)} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  if (ms < DAY_MS) return twoUnits(minutes, 60, "h", "min");
  return twoUnits(Math.round(ms / HOUR_MS), 24, "d", "h");
}

function twoUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return `${(total - rest) / size} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}
