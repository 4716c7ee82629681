import type { RoundTrip } from "#lib/domain/round-trip.ts";

/** Those of a history that began from `fromMs` until before `toMs`, in Unix ms. */
export function tripsWithin(
  { roundTrips }: { readonly roundTrips: readonly RoundTrip[] },
  fromMs: number,
  toMs: number,
): readonly RoundTrip[] {
  return roundTrips.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < toMs);
}

/** The known values of the complete round trips. */
export function completeValues(trips: readonly RoundTrip[], metric: "ttftMs" | "e2eMs"): readonly number[] {
  return trips.flatMap((trip) => (trip.outcome === "complete" ? [trip[metric] ?? []].flat() : []));
}
