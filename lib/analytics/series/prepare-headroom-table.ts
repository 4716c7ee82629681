import type { HeadroomSlot } from "./prepare-headroom-lines.ts";

const ROWS_MAX = 24;

/** Joins the intervals of a chart to at most 24 rows, with the least that was left in each; rows of which nothing is known are left out. */
export function prepareHeadroomTable(slots: readonly HeadroomSlot[]): readonly HeadroomSlot[] {
  const size = Math.max(1, Math.ceil(slots.length / ROWS_MAX));
  const rows: HeadroomSlot[] = [];
  for (let from = 0; from < slots.length; from += size) {
    const own = slots.slice(from, from + size);
    const [first] = own;
    if (first === undefined) continue;
    const values = first.values.map((_, line) => leastOf(own.map((slot) => slot.values[line] ?? null)));
    const throttles = own.reduce((sum, slot) => sum + slot.throttles, 0);
    const resets = own.reduce((sum, slot) => sum + slot.resets, 0);
    if (values.some((value) => value !== null) || throttles + resets > 0)
      rows.push({ atMs: first.atMs, values, throttles, resets });
  }
  return rows;
}

function leastOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}
