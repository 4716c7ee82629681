import type { ParamChanges } from "#app/href.ts";
import type { HeatmapCells } from "#lib/analytics/series/prepare-heatmap.ts";

/** Cells from one corner to the other, both included: columns count from the left, rows from below. */
export interface CellBox {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The same box with its corners in order. */
export function normaliseBox({ left, right, bottom, top }: CellBox): CellBox {
  return {
    left: Math.min(left, right),
    right: Math.max(left, right),
    bottom: Math.min(bottom, top),
    top: Math.max(bottom, top),
  };
}

/** One outline of all cells of a shade, so that thousands of cells are a handful of marks. */
export function cellPath(
  cells: readonly number[],
  shade: number,
  rows: number,
  width: number,
  height: number,
): string {
  const round = (value: number) => Math.round(value * 100) / 100;
  let path = "";
  for (let at = 0; at < cells.length; at += 4) {
    if (cells[at + 3] !== shade) continue;
    const [x, y] = [round((cells[at] ?? 0) * width), round((rows - 1 - (cells[at + 1] ?? 0)) * height)];
    path += `M${x} ${y}h${round(width)}v${round(height)}h${-round(width)}z`;
  }
  return path;
}

/** What the address says of a box; values to a thousandth of their unit. */
export function selectionParams(
  { left, right, bottom, top }: CellBox,
  { firstMs, intervalMs, steps }: Pick<HeatmapCells, "firstMs" | "intervalMs" | "steps">,
): ParamChanges {
  const instant = (column: number) => new Date(firstMs + column * intervalMs).toISOString();
  const thousandth = (value: number, round: (value: number) => number) => String(round(value * 1000) / 1000);
  return {
    selectedFrom: instant(left),
    selectedTo: instant(right + 1),
    min: thousandth(steps[bottom]?.from ?? 0, Math.ceil),
    max: thousandth(steps[top]?.to ?? 0, Math.floor),
    cursor: null,
  };
}

/** The cells that a selection covers, at least in part. */
export function boxOfSelection(
  { firstMs, intervalMs, columns, steps }: HeatmapCells,
  selection: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly min: number | null;
    readonly max: number | null;
  },
): CellBox {
  const within = (column: number) => Math.min(Math.max(column, 0), columns - 1);
  const above = steps.findIndex(({ to }) => to > (selection.min ?? 0) || selection.min === null);
  const upTo = steps.findIndex(({ to }) => selection.max !== null && to >= selection.max - 0.001);
  return {
    left: within(Math.floor((selection.fromMs - firstMs) / intervalMs)),
    right: within(Math.ceil((selection.toMs - firstMs) / intervalMs) - 1),
    bottom: above === -1 ? steps.length - 1 : above,
    top: upTo === -1 ? steps.length - 1 : upTo,
  };
}
