import { formatIso } from "#lib/analytics/format-time.ts";
import type { ListedTurn } from "#lib/analytics/list-turns.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { PHASES } from "#lib/domain/phase.ts";

/** The fields of a turn in lists, in their order. */
export const LISTED_TURN_FIELDS = [
  "id",
  "startedAt",
  "durationMs",
  "modelMs",
  "outcome",
  "roundTrips",
  "sessionId",
  "client",
  "clientVersion",
  "person",
  "team",
  "repository",
  "model",
  "tier",
  "longestPhase",
  "slowestRoundTripId",
  "slowestModel",
  "slowestTier",
  "slowestE2eMs",
  ...PHASES.map((phase) => `${phase}Ms` as const),
] as const;

/** A turn as lists carry it: flat, times in ISO 8601, unknown null. */
export type PresentedListedTurn = Readonly<
  Record<(typeof LISTED_TURN_FIELDS)[number], string | number | null>
>;

/** Presents a turn of a list in JSON or CSV. */
export function presentListedTurn(turn: ListedTurn): PresentedListedTurn {
  const { id, outcome, roundTrips, sessionId, client, clientVersion, person, team, repository } = turn;
  const { model, tier, longestPhase, slowestRoundTrip: slowest } = turn;
  return {
    id,
    startedAt: formatIso(turn.startedAtMs),
    durationMs: roundFigure(turn.durationMs),
    modelMs: roundFigure(turn.modelMs),
    ...{ outcome, roundTrips, sessionId, client, clientVersion, person, team, repository },
    ...{ model, tier, longestPhase },
    slowestRoundTripId: slowest?.id ?? null,
    slowestModel: slowest?.model ?? null,
    slowestTier: slowest?.tier ?? null,
    slowestE2eMs: roundFigure(slowest?.e2eMs ?? null),
    ...(Object.fromEntries(PHASES.map((phase) => [`${phase}Ms`, roundFigure(turn.phases[phase])])) as Record<
      `${(typeof PHASES)[number]}Ms`,
      number
    >),
  };
}
