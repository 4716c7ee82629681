import { formatIso } from "#lib/analytics/format-time.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { hrefWith } from "./href.ts";
import { LISTING_PARAMS } from "./listing-params.ts";
import type { RawParams } from "./raw-params.ts";

/**
 * Where the API answers with exactly what a page shows: the window by its two ends, for "the last hour" moves on, and of
 * the other parameters those that the path takes. A path that answers nothing but JSON takes no format.
 */
export function answerHref(
  path: string,
  raw: RawParams,
  window: TimeWindow,
  format: "json" | "csv" | null,
  params: readonly string[] = LISTING_PARAMS,
): string {
  const known = new Map([...raw].filter(([name]) => params.includes(name)));
  const ends = { window: null, from: formatIso(window.fromMs), to: formatIso(window.toMs) };
  return hrefWith(path, known, { ...ends, format });
}
