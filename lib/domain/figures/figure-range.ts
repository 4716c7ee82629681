import type { Figure } from "./figure.ts";

/** Values of a figure from `min` to `max`, each null for any. */
export interface FigureRange {
  readonly figure: Figure;
  readonly min: number | null;
  readonly max: number | null;
}
