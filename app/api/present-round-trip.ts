import type { DescribedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";

/** The fields of a round trip in answers, in their order. */
export const ROUND_TRIP_FIELDS = [
  "id",
  "startedAt",
  "client",
  "clientVersion",
  "provider",
  "model",
  "tier",
  "serviceTier",
  "transport",
  "connectionReused",
  "sessionId",
  "turnId",
  "person",
  "team",
  "repository",
  "streamOpenMs",
  "ttftMs",
  "ttfoMs",
  "e2eMs",
  "basis",
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
  "decodeTokensPerSecond",
  "e2eTokensPerSecond",
  "attempts",
  "outcome",
  "errorType",
  "statusCode",
  "connectMs",
  "serverMs",
  "stalls",
  "stalledMs",
  "gapMaxMs",
  "requestedTier",
  "fallbackFromWebSocket",
] as const;

/** A round trip as answers carry it: flat, times in ISO 8601, unknown null. */
export type PresentedRoundTrip = Readonly<
  Record<(typeof ROUND_TRIP_FIELDS)[number], string | number | boolean | null>
>;

/** Presents a round trip in JSON or CSV. */
export function presentRoundTrip(roundTrip: DescribedRoundTrip): PresentedRoundTrip {
  return {
    id: roundTrip.id,
    startedAt: formatIso(roundTrip.startedAtMs),
    client: roundTrip.client,
    clientVersion: roundTrip.clientVersion,
    provider: roundTrip.provider,
    model: roundTrip.model,
    tier: roundTrip.tier,
    serviceTier: roundTrip.serviceTier,
    transport: roundTrip.transport,
    connectionReused: roundTrip.connectionReused,
    sessionId: roundTrip.sessionId,
    turnId: roundTrip.turnId,
    person: roundTrip.person,
    team: roundTrip.team,
    repository: roundTrip.repository,
    streamOpenMs: roundFigure(roundTrip.streamOpenMs),
    ttftMs: roundFigure(roundTrip.ttftMs),
    ttfoMs: roundFigure(roundTrip.ttfoMs),
    e2eMs: roundFigure(roundTrip.e2eMs),
    basis: roundTrip.basis,
    inputTokens: roundTrip.inputTokens,
    cachedInputTokens: roundTrip.cachedInputTokens,
    outputTokens: roundTrip.outputTokens,
    reasoningTokens: roundTrip.reasoningTokens,
    decodeTokensPerSecond: roundFigure(roundTrip.decodeTokensPerSecond),
    e2eTokensPerSecond: roundFigure(roundTrip.e2eTokensPerSecond),
    attempts: roundTrip.attempts,
    outcome: roundTrip.outcome,
    errorType: roundTrip.errorType,
    statusCode: roundTrip.statusCode,
    connectMs: roundFigure(roundTrip.connectMs),
    serverMs: roundFigure(roundTrip.serverMs),
    stalls: roundTrip.stalls,
    stalledMs: roundFigure(roundTrip.stalledMs),
    gapMaxMs: roundFigure(roundTrip.gapMaxMs),
    requestedTier: roundTrip.requestedTier,
    fallbackFromWebSocket: roundTrip.fallbackFromWebSocket,
  };
}
