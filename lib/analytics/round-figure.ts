/** A figure to two decimals, as answers carry it: 0.01 ms is finer than any client measures. Unknown stays unknown. */
export function roundFigure(value: number): number;
export function roundFigure(value: number | null): number | null;
export function roundFigure(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 100) / 100;
}
