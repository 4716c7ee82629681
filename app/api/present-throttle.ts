import { formatIso } from "#lib/analytics/format-time.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";

/** The fields of a throttle in answers, in their order. */
export const THROTTLE_FIELDS = [
  "startedAt",
  "person",
  "team",
  "client",
  "provider",
  "model",
  "tier",
  "account",
  "class",
  "code",
  "family",
  "windowMinutes",
  "unit",
  "bucketBasis",
  "advertisedMs",
  "attemptsWasted",
  "waitedMs",
  "backOffMs",
  "recoveredAfterMs",
  "outcome",
  "sessionId",
  "turnId",
  "roundTripId",
] as const;

/** A throttle as answers carry it: times in ISO 8601, durations in ms, unknown null. */
export function presentThrottle(
  event: ThrottleEvent,
): Readonly<Record<(typeof THROTTLE_FIELDS)[number], string | number | null>> {
  return {
    startedAt: formatIso(event.startedAtMs),
    person: event.person,
    team: event.team,
    client: event.client,
    provider: event.provider,
    model: event.model,
    tier: event.tier,
    account: event.account,
    class: event.class,
    code: event.code,
    family: event.bucket?.family ?? null,
    windowMinutes: event.bucket?.windowMinutes ?? null,
    unit: event.bucket?.unit ?? null,
    bucketBasis: event.bucketBasis,
    advertisedMs: roundFigure(event.advertisedMs),
    attemptsWasted: event.attemptsWasted,
    waitedMs: roundFigure(event.lostMs),
    backOffMs: roundFigure(event.backOffMs),
    recoveredAfterMs: roundFigure(event.recoveredAfterMs),
    outcome: event.outcome,
    sessionId: event.sessionId,
    turnId: event.turnId,
    roundTripId: event.roundTripId,
  };
}
