import type { Figure } from "#lib/domain/figures/figure.ts";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { readMetric } from "./figure-params.ts";
import { type Listing, readListing } from "./listing-params.ts";
import type { RawParams } from "./raw-params.ts";
import { ParameterError, type Question, readInstant, readQuestion } from "./search-params.ts";

/** The parameters of the address that say what is selected on the heatmap. */
export const BOX_PARAMS = ["selectedFrom", "selectedTo", "min", "max"] as const;

/** What is selected of a window: a part of its time, of a metric's values, or of both. */
export interface PageBox {
  readonly window: TimeWindow;
  readonly range: FigureRange | null;
}

/** A heatmap, what is selected of it, and the list of just that. */
export interface BoxQuestion extends Question {
  readonly metric: Figure;
  /** Null when nothing is selected. */
  readonly box: PageBox | null;
  readonly listing: Listing;
}

/** Reads a question, what is selected, and which page of its list. Throws ParameterError, also where a selection leaves nothing. */
export function readBoxQuestion(raw: RawParams, nowMs: number): BoxQuestion {
  const question = readQuestion(raw, nowMs);
  const listing = readListing(raw, nowMs);
  const [fromMs, toMs] = [readInstant(raw, "selectedFrom"), readInstant(raw, "selectedTo")];
  const isSelected = fromMs !== null || toMs !== null || listing.range !== null;
  const within = ({ window }: Question): TimeWindow => ({
    fromMs: Math.max(window.fromMs, fromMs ?? Number.NEGATIVE_INFINITY),
    toMs: Math.min(window.toMs, toMs ?? Number.POSITIVE_INFINITY),
  });
  const window = within(question);
  if (window.fromMs >= window.toMs)
    throw new ParameterError("selectedFrom", 'and "selectedTo" must leave a part of the window');
  return {
    ...question,
    metric: readMetric(raw),
    box: isSelected ? { window, range: listing.range } : null,
    // A cursor brings the window of the first page along, whatever the heatmap shows by now.
    listing: { ...listing, window: within(listing) },
  };
}
