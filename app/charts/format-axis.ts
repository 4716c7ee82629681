import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatFigure, formatRate } from "#lib/analytics/format-number.ts";

/** What an axis counts. */
export type AxisUnit = "ms" | "tokensPerSecond" | "count";

/** A value of a chart in words. */
export function formatValue(unit: AxisUnit, value: number | null): string {
  if (unit === "ms") return formatDuration(value);
  return unit === "tokensPerSecond" ? formatRate(value) : formatFigure(value);
}

/** A label of an axis: shorter than a value, since the ticks are round. */
export function formatTick(unit: AxisUnit, value: number): string {
  if (unit !== "ms" || value === 0) return value.toLocaleString("en-US");
  if (value >= 60_000 && value % 60_000 === 0) return `${value / 60_000} min`;
  return value >= 1000 ? `${value / 1000} s` : `${value} ms`;
}
