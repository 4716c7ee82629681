import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentSession, presentSessionInCells, SESSION_FIELDS } from "#app/api/present-session.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { writeCursor } from "#app/round-trip-cursor.ts";
import { readFormat } from "#app/search-params.ts";
import { readSessionListing, SESSION_LISTING_PARAMS } from "#app/session-listing-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { listSessions } from "#lib/analytics/list-sessions.ts";

/** One page of sessions, in order. In CSV the cursor of the next page is in the header `x-next-cursor`. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...SESSION_LISTING_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const listing = readSessionListing(raw, Date.now());
    const { sessions, next: after } = await listSessions(listing);
    const next = after && writeCursor(listing.sort, { after, window: listing.window });
    if (format === "json")
      return answerJson({
        window: presentWindow(listing.window),
        sessions: sessions.map(presentSession),
        next,
      });
    const rows = sessions.map(presentSessionInCells);
    return answerCsv(formatCsv(SESSION_FIELDS, rows), "sessions", next ? { "x-next-cursor": next } : {});
  });
}
