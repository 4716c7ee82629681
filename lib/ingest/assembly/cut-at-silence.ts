import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";

/** Longer than tools run while an agent waits; who asks after such a silence has most likely been asked anew. */
const SILENCE_MS = 10 * 60_000;

/**
 * Round trips (by start) of a session of which only the wire tells, and so nobody says where its turns begin: a long
 * silence ends one. The first keeps the turn they were all given; each later one is named after its first round trip.
 */
export function cutAtSilence(roundTrips: readonly RoundTrip[]): RoundTrip[][] {
  const stretches: RoundTrip[][] = [];
  let heardMs = Number.NEGATIVE_INFINITY;
  for (const roundTrip of roundTrips) {
    const open = stretches.at(-1);
    if (open && roundTrip.startedAtMs - heardMs <= SILENCE_MS)
      open.push({ ...roundTrip, turnId: open[0]?.turnId ?? null });
    else if (open) stretches.push([{ ...roundTrip, turnId: observationKey("turn", "wire", roundTrip.id) }]);
    else stretches.push([roundTrip]);
    heardMs = Math.max(heardMs, roundTrip.startedAtMs + roundTrip.e2eMs);
  }
  return stretches;
}
