import { z } from "zod";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import {
  ROUND_TRIP_SORT_KEYS,
  type RoundTripOrder,
  type RoundTripPosition,
} from "#lib/domain/round-trip-order.ts";
import { readRange } from "./figure-params.ts";
import type { RawParams } from "./raw-params.ts";
import { readCursor } from "./round-trip-cursor.ts";
import {
  ParameterError,
  parse,
  QUESTION_PARAMS,
  type Question,
  readOne,
  readQuestion,
} from "./search-params.ts";

/** What a list is asked for with. */
export const LISTING_PARAMS = [
  ...QUESTION_PARAMS,
  "sort",
  "limit",
  "cursor",
  "metric",
  "min",
  "max",
] as const;

export const DEFAULT_SORT = "-startedAt";
export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** One page of an ordered list. */
export interface Listing extends Question {
  readonly order: RoundTripOrder;
  readonly sort: string;
  readonly limit: number;
  readonly after: RoundTripPosition | null;
  /** Only complete ones with a figure in this range; null for all. */
  readonly range: FigureRange | null;
}

/** Reads window, filters, range, order and page. A cursor brings the window of the first page along. Throws ParameterError. */
export function readListing(raw: RawParams, nowMs: number): Listing {
  const question = readQuestion(raw, nowMs);
  const sort = readOne(raw, "sort") ?? DEFAULT_SORT;
  const key = ROUND_TRIP_SORT_KEYS.find((name) => name === sort.replace(/^-/, ""));
  if (!key) {
    throw new ParameterError(
      "sort",
      `must be one of ${ROUND_TRIP_SORT_KEYS.join(", ")}, with "-" in front to descend`,
    );
  }
  const limit = readLimit(raw);
  const listing = {
    ...question,
    order: { key, descending: sort.startsWith("-") },
    sort,
    limit,
    range: readRange(raw),
  };
  const cursor = readOne(raw, "cursor");
  if (cursor === null) return { ...listing, after: null };
  const position = readCursor(cursor, sort);
  if (!position) throw new ParameterError("cursor", 'is not one that was given as "next" for this order');
  return { ...listing, window: position.window, after: position.after };
}

/** Reads how many rows there may be. Throws ParameterError. */
export function readLimit(raw: RawParams): number {
  return parse("limit", Limit, readOne(raw, "limit") ?? String(DEFAULT_LIMIT));
}

const LIMIT_RULE = `must be a whole number from 1 to ${MAX_LIMIT}`;

const Limit = z
  .string()
  .regex(/^\d{1,6}$/, LIMIT_RULE)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, LIMIT_RULE);
