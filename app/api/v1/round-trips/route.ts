import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentRoundTrip, ROUND_TRIP_FIELDS } from "#app/api/present-round-trip.ts";
import { LISTING_PARAMS, readListing } from "#app/listing-params.ts";
import { writeCursor } from "#app/round-trip-cursor.ts";
import { readFormat } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { listRoundTrips } from "#lib/analytics/list-round-trips.ts";

/** One page of round trips. In CSV the cursor of the next page is in the header `x-next-cursor`. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...LISTING_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const listing = readListing(raw, Date.now());
    const { roundTrips, next: after } = await listRoundTrips(listing);
    const next = after && writeCursor(listing.sort, { after, window: listing.window });
    const rows = roundTrips.map(presentRoundTrip);
    if (format === "json") return answerJson({ roundTrips: rows, next });
    return answerCsv(
      formatCsv(ROUND_TRIP_FIELDS, rows),
      "round-trips",
      next ? { "x-next-cursor": next } : {},
    );
  });
}
