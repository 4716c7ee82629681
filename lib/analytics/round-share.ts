/** A share to four decimals, which is finer than any provider tells one. Unknown stays unknown. */
export function roundShare(value: number): number;
export function roundShare(value: number | null): number | null;
export function roundShare(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 1e4) / 1e4;
}
