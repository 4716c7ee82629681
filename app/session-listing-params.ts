import type { SessionListing } from "#lib/analytics/list-sessions.ts";
import { SESSION_SORT_KEYS } from "#lib/domain/session-order.ts";
import { readChoice } from "./figure-params.ts";
import { readLimit } from "./listing-params.ts";
import type { RawParams } from "./raw-params.ts";
import { readCursor } from "./round-trip-cursor.ts";
import { ParameterError, QUESTION_PARAMS, type Question, readOne, readQuestion } from "./search-params.ts";

/** What a list of sessions is asked for with. */
export const SESSION_LISTING_PARAMS = [...QUESTION_PARAMS, "sort", "limit", "cursor"] as const;

export const SESSION_SORTS = SESSION_SORT_KEYS.map((key) => `-${key}` as const);

/** One page of an ordered list of sessions. */
export type SessionQuestion = Question & SessionListing & { readonly sort: (typeof SESSION_SORTS)[number] };

/** Reads window, filters, order and page. A cursor brings the window of the first page along. Throws ParameterError. */
export function readSessionListing(raw: RawParams, nowMs: number): SessionQuestion {
  const question = readQuestion(raw, nowMs);
  const sort = readChoice(raw, "sort", SESSION_SORTS, "-lastTurnAt");
  const order = SESSION_SORT_KEYS.find((key) => sort === `-${key}`) ?? "lastTurnAt";
  const listing = { ...question, order, sort, limit: readLimit(raw) };
  const cursor = readOne(raw, "cursor");
  if (cursor === null) return { ...listing, after: null };
  const position = readCursor(cursor, sort);
  const value = position?.after.value ?? null;
  if (position === null || value === null || !Number.isSafeInteger(value))
    throw new ParameterError("cursor", 'is not one that was given as "next" for this order');
  return { ...listing, window: position.window, after: { value, id: position.after.id } };
}
