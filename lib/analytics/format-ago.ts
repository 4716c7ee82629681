const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was, for people: "just now", "3 s ago", "12 min ago", "5 h ago", "3 d ago". */
export function formatAgo(agoMs: number): string {
  if (agoMs < 1_000) return "just now";
  if (agoMs < MINUTE_MS) return `${Math.floor(agoMs / 1_000)} s ago`;
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min ago`;
  if (agoMs < 2 * DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h ago`;
  return `${Math.floor(agoMs / DAY_MS)} d ago`;
}
