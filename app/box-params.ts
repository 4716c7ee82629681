import type { Figure } from "#lib/domain/figures/figure.ts";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { readMetric } from "./figure-params.ts";
import { type Listing, readListing } from "./listing-params.ts";
import { ParameterError, type RawParams, readInstant } from "./search-params.ts";

/** The parameters of the address that say what is selected on the heatmap. */
export const BOX_PARAMS = ["selectedFrom", "selectedTo", "min", "max"] as const;

/** What is selected of a window: a part of its time, of a metric's values, or of both. */
export interface PageBox {
  readonly window: TimeWindow;
  readonly range: FigureRange | null;
}

/** A list of round trips below a heatmap, and what is selected there. */
export interface BoxListing extends Listing {
  readonly metric: Figure;
  /** Null when nothing is selected. */
  readonly box: PageBox | null;
}

/** Reads a list and what is selected. Throws ParameterError, also where a selection leaves nothing of the window. */
export function readBoxListing(raw: RawParams, nowMs: number): BoxListing {
  const listing = readListing(raw, nowMs);
  const [fromMs, toMs] = [readInstant(raw, "selectedFrom"), readInstant(raw, "selectedTo")];
  const isSelected = fromMs !== null || toMs !== null || listing.range !== null;
  const window = {
    fromMs: Math.max(listing.window.fromMs, fromMs ?? Number.NEGATIVE_INFINITY),
    toMs: Math.min(listing.window.toMs, toMs ?? Number.POSITIVE_INFINITY),
  };
  if (window.fromMs >= window.toMs)
    throw new ParameterError("selectedFrom", 'and "selectedTo" must leave a part of the window');
  return { ...listing, metric: readMetric(raw), box: isSelected ? { window, range: listing.range } : null };
}
