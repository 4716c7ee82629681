import { roundFigure } from "#lib/analytics/round-figure.ts";
import type { WhatIfTold } from "#lib/analytics/what-if.ts";

/** A model's answer as answers carry it: every number to two decimals (four where it is a share). */
export function presentWhatIf(told: WhatIfTold) {
  return rounded(told) as WhatIfTold;
}

function rounded(value: unknown): unknown {
  if (typeof value === "number")
    return Math.abs(value) <= 1 ? Math.round(value * 1e4) / 1e4 : roundFigure(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, rounded(part)]));
}
