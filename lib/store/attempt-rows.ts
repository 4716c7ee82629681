import type { Attempt, RoundTrip } from "#lib/domain/round-trip.ts";

/** What attempts are stored from. */
type Attempted = Pick<RoundTrip, "id" | "startedAtMs" | "e2eMs" | "statusCode" | "errorType" | "attempts">;

export const ATTEMPT_FIELDS = {
  roundTripId: "text",
  roundTripStartedAtMs: "unixMs",
  position: "int4",
  startedAtMs: "unixMs",
  durationMs: "float8",
  statusCode: "int4",
  errorType: "text",
} as const;

export const THROTTLE_FIELDS = {
  roundTripId: "text",
  roundTripStartedAtMs: "unixMs",
  position: "int4",
  startedAtMs: "unixMs",
  class: "text",
  code: "text",
  retryAfterMs: "float8",
  retryable: "bool",
  family: "text",
  windowMinutes: "float8",
  unit: "text",
  lostMs: "float8",
  callerId: "int4",
} as const;

/** The attempts to store: none when there is one only and it tells just what the round trip does. */
export function attemptRows(trip: Attempted) {
  const [only, ...others] = trip.attempts;
  if (only && others.length === 0 && tellsNothingMore(only, trip)) return [];
  return trip.attempts.map(({ startedAtMs, endedAtMs, statusCode, errorType }, position) => ({
    roundTripId: trip.id,
    roundTripStartedAtMs: trip.startedAtMs,
    position,
    startedAtMs,
    durationMs: endedAtMs === null ? null : endedAtMs - startedAtMs,
    statusCode,
    errorType,
  }));
}

/** The refused attempts. */
export function throttleRows({
  id,
  startedAtMs: roundTripStartedAtMs,
  attempts,
  callerId,
}: Attempted & { readonly callerId: number }) {
  return attempts.flatMap(({ startedAtMs, endedAtMs, throttle }, position) => {
    if (throttle === null) return [];
    const { boundBy, ...told } = throttle;
    const overAtMs = attempts[position + 1]?.startedAtMs ?? endedAtMs ?? startedAtMs;
    return {
      roundTripId: id,
      roundTripStartedAtMs,
      position,
      startedAtMs,
      ...told,
      family: boundBy?.family ?? null,
      windowMinutes: boundBy?.windowMinutes ?? null,
      unit: boundBy?.unit ?? null,
      lostMs: Math.max(0, overAtMs - startedAtMs),
      callerId,
    };
  });
}

function tellsNothingMore(attempt: Attempt, trip: Attempted): boolean {
  return (
    attempt.throttle === null &&
    attempt.startedAtMs === trip.startedAtMs &&
    attempt.endedAtMs !== null &&
    attempt.endedAtMs - attempt.startedAtMs === trip.e2eMs &&
    attempt.statusCode === trip.statusCode &&
    attempt.errorType === trip.errorType
  );
}
