import { comparisonPeriods } from "#lib/domain/comparison-periods.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { COMPARE_PARAM } from "./href.ts";
import type { RawParams } from "./raw-params.ts";

/** The period before a window, when the address asks for it to be shown beside; else null. */
export function comparedWindow(raw: RawParams, window: TimeWindow): TimeWindow | null {
  return raw.get(COMPARE_PARAM)?.includes("before") === true ? comparisonPeriods(window).before : null;
}
