import { UNKNOWN } from "./format-duration.ts";

/** A count for people: "12,345". */
export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : Math.round(count).toLocaleString("en-US");
}

/** Tokens per second for people, three digits at most below 1000: "65.3 tok/s", "1,024 tok/s". */
export function formatRate(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? UNKNOWN : `${formatFigure(tokensPerSecond)} tok/s`;
}

/** A plain figure for people: "3.2", "65.3", "1,024". */
export function formatFigure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const digits = Math.abs(value) >= 99.95 ? 0 : 1;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share from 0 to 1 for people: "0 %", "0.4 %", "12 %"; never rounds something to nothing or to all. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return UNKNOWN;
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share < 0.001) return "< 0.1 %";
  if (share > 0.999) return "> 99.9 %";
  const percent = share * 100;
  return `${percent.toFixed(percent < 9.95 || percent > 99 ? 1 : 0)} %`;
}

/** A relative change for people, 0.5 for half more: "+50 %", "−80 %", "±0 %". */
export function formatChange(change: number | null): string {
  if (change === null || !Number.isFinite(change)) return UNKNOWN;
  const percent = Math.abs(100 * change);
  const text = percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0);
  if (Number(text) === 0) return "±0 %";
  return `${change < 0 ? "−" : "+"}${text} %`;
}
