import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { LISTED_TURN_FIELDS, presentListedTurn } from "#app/api/present-listed-turn.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { writeCursor } from "#app/round-trip-cursor.ts";
import { readFormat } from "#app/search-params.ts";
import { readTurnListing, TURN_LISTING_PARAMS } from "#app/turn-listing-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { listTurns } from "#lib/analytics/list-turns.ts";

/** One page of turns, the newest or the slowest first. In CSV the cursor of the next page is in the header `x-next-cursor`. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...TURN_LISTING_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const listing = readTurnListing(raw, Date.now());
    const { turns, next: after } = await listTurns(listing);
    const next = after && writeCursor(listing.sort, { after, window: listing.window });
    const rows = turns.map(presentListedTurn);
    if (format === "json") return answerJson({ window: presentWindow(listing.window), turns: rows, next });
    return answerCsv(formatCsv(LISTED_TURN_FIELDS, rows), "turns", next ? { "x-next-cursor": next } : {});
  });
}
