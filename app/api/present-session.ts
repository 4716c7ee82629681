import { formatIso } from "#lib/analytics/format-time.ts";
import type { ListedSession } from "#lib/analytics/list-sessions.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { PHASES } from "#lib/domain/phase.ts";

/** The fields of a session in lists, in their order. */
export const SESSION_FIELDS = [
  "id",
  "startedAt",
  "lastTurnAt",
  "endedAt",
  "client",
  "clientVersion",
  "person",
  "team",
  "repository",
  "tiers",
  "switches",
  "turns",
  "roundTrips",
  "modelMs",
  "ttftP50Ms",
  "ttftN",
  "inputTokens",
  "inputTokensN",
  "outputTokens",
  "outputTokensN",
  "complete",
  "cancelled",
  "failed",
  "rateLimited",
  ...PHASES.map((phase) => `${phase}Ms` as const),
] as const;

/** A session as lists carry it: flat but for its tiers, times in ISO 8601, unknown null. */
export type PresentedSession = Readonly<
  Record<Exclude<(typeof SESSION_FIELDS)[number], "tiers">, string | number | null>
> & { readonly tiers: ListedSession["tiers"] };

/** Presents a session of a list in JSON. */
export function presentSession({ phases, tiers, ...session }: ListedSession): PresentedSession {
  const { startedAtMs, lastTurnAtMs, endedAtMs, modelMs, ttftP50Ms, ...told } = session;
  return {
    ...told,
    tiers,
    startedAt: formatIso(startedAtMs),
    lastTurnAt: formatIso(lastTurnAtMs),
    endedAt: formatIso(endedAtMs),
    modelMs: roundFigure(modelMs),
    ttftP50Ms: roundFigure(ttftP50Ms),
    ...(Object.fromEntries(PHASES.map((phase) => [`${phase}Ms`, roundFigure(phases[phase])])) as Record<
      `${(typeof PHASES)[number]}Ms`,
      number
    >),
  };
}

/** The same for CSV, its tiers in one cell: "Standard 31, Instant 4". */
export function presentSessionInCells(session: ListedSession) {
  const tiers = session.tiers.map(({ tier, roundTrips }) => `${tier} ${roundTrips}`).join(", ");
  return { ...presentSession(session), tiers };
}
