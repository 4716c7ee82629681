import { generateHistory, type History } from "#simulation/history/generate-history.ts";
import { DAY_MS } from "#simulation/history/history-options.ts";

/** How far a demo reaches back from its beginning, and how far it goes on after it; days. */
const PAST_DAYS = 30;
const FUTURE_DAYS = 30;
const ROUND_TRIPS_A_DAY = 3_600;
const HOUR_MS = 3_600_000;

/** What gets worse in a demo: a version of Codex that spreads since so many hours before its beginning. */
export const DEMO_REGRESSION = {
  client: "codex",
  clientVersion: "0.171.0",
  sinceHours: 22,
  factor: 1.9,
} as const;

const PEOPLE = 36;
const TEAMS = 4;
/** Teams that sit around the world, so that somebody works at any hour, and half of the work done with Codex. */
const SEED = 2_367;
/** Agents work on while people sleep, so that there is always somebody to be watched. */
const ROUND_THE_CLOCK = 0.8;
/** Enough for some of each day. */
const FALLBACK_SHARE = 0.07;
/** Mean time until somebody takes the new version. */
const ROLL_OUT_HOURS = 12;

/**
 * The made-up history of a demo that began at a Unix ms: what lies before is its past, and what lies after is played while
 * it comes. Work goes on on all days of the week and by night, because a demo is looked at at any time.
 */
export function demoHistory(begunAtMs: number): History {
  const days = PAST_DAYS + FUTURE_DAYS;
  const shareAt = (ms: number) => ms / (days * DAY_MS);
  const startFraction = shareAt(PAST_DAYS * DAY_MS - DEMO_REGRESSION.sinceHours * HOUR_MS);
  const { client, clientVersion: version, factor } = DEMO_REGRESSION;
  return generateHistory({
    seed: SEED,
    roundTrips: ROUND_TRIPS_A_DAY * days,
    people: PEOPLE,
    teams: TEAMS,
    days,
    endMs: begunAtMs + FUTURE_DAYS * DAY_MS,
    hasWeekends: false,
    roundTheClock: ROUND_THE_CLOCK,
    fallbackShare: FALLBACK_SHARE,
    hasQuotaRefusals: false,
    release: { client, version, startFraction, lagFraction: shareAt(ROLL_OUT_HOURS * HOUR_MS) },
    regression: { where: { client, clientVersion: version }, factor, newConnectionShare: 0, startFraction },
  });
}
