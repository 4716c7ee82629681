/** What is shown in place of an unknown figure. */
export const UNKNOWN = "–";

/** A duration for people, three digits at most: "0.4 ms", "840 ms", "1.24 s", "2 min 05 s", "3 h 12 min". */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return UNKNOWN;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatNumber(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

const formatNumber = (value: number): string => value.toLocaleString("en-US");

const pad = (value: number): string => String(value).padStart(2, "0");
