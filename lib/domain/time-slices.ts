import type { TimeWindow } from "./time-window.ts";

const PARTS = 1_000;
/** Multiples of it never come near each other, so that slices keep no beat with any rhythm of the data. */
const GOLDEN_RATIO = 0.6180339887498949;

/**
 * Slices that together make up a share (above 0) of a window, in order of time: one in each of a thousand equal parts, at
 * a place that changes from part to part. What began within them is a sample of what began within the window. The window
 * itself for a share of 1 or more.
 */
export function timeSlices(window: TimeWindow, share: number): readonly TimeWindow[] {
  if (share >= 1) return [window];
  const partMs = (window.toMs - window.fromMs) / PARTS;
  return Array.from({ length: PARTS }, (_, part) => {
    const place = (part * GOLDEN_RATIO) % 1;
    const fromMs = window.fromMs + partMs * (part + place * (1 - share));
    return { fromMs, toMs: fromMs + partMs * share };
  });
}
