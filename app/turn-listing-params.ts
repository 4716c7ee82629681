import type { TurnListing } from "#lib/analytics/list-turns.ts";
import { TURN_SORT_KEYS } from "#lib/domain/turn-order.ts";
import { readChoice } from "./figure-params.ts";
import { readLimit } from "./listing-params.ts";
import type { RawParams } from "./raw-params.ts";
import { readCursor } from "./round-trip-cursor.ts";
import { ParameterError, readOne, readQuestion } from "./search-params.ts";
import { TURN_PARAMS } from "./turn-params.ts";

/** What a list of turns is asked for with. */
export const TURN_LISTING_PARAMS = [
  ...TURN_PARAMS,
  "sessionId",
  "outcome",
  "sort",
  "limit",
  "cursor",
] as const;

const SORTS = TURN_SORT_KEYS.map((key) => `-${key}` as const);

/** Reads window, filters, order and page. A cursor brings the window of the first page along. Throws ParameterError. */
export function readTurnListing(raw: RawParams, nowMs: number): TurnListing & { readonly sort: string } {
  const { window, filters } = readQuestion(raw, nowMs);
  const sort = readChoice(raw, "sort", SORTS, "-startedAt");
  const order = TURN_SORT_KEYS.find((key) => sort === `-${key}`) ?? "startedAt";
  const listing = { window, filters, order, sort, limit: readLimit(raw) };
  const cursor = readOne(raw, "cursor");
  if (cursor === null) return { ...listing, after: null };
  const position = readCursor(cursor, sort);
  const value = position?.after.value ?? null;
  if (position === null || value === null)
    throw new ParameterError("cursor", 'is not one that was given as "next" for this order');
  return { ...listing, window: position.window, after: { value, id: position.after.id } };
}
