import type { Habit, TierTruth } from "./simulate-turns.ts";

/** How the tiers of the simulation answer. */
export const TRUTHS = {
  standard: {
    tier: "Standard",
    transport: "sse",
    baseMs: 900,
    msPerUncachedToken: 0.12,
    tokensPerSecond: 65,
    sessionSpread: 0.3,
    spread: 0.5,
    newConnectionShare: 0.1,
    connectMs: 150,
  },
  instant: {
    tier: "Instant",
    transport: "sse",
    baseMs: 250,
    msPerUncachedToken: 0.03,
    tokensPerSecond: 1000,
    sessionSpread: 0.3,
    spread: 0.5,
    newConnectionShare: 0.1,
    connectMs: 150,
  },
  socket: {
    tier: "Standard",
    transport: "websocket",
    baseMs: 500,
    msPerUncachedToken: 0.12,
    tokensPerSecond: 80,
    sessionSpread: 0.3,
    spread: 0.5,
    newConnectionShare: 0.02,
    connectMs: 250,
  },
  deep: {
    tier: "Deep",
    transport: "sse",
    baseMs: 2500,
    msPerUncachedToken: 0.2,
    tokensPerSecond: 40,
    sessionSpread: 0.5,
    spread: 0.7,
    newConnectionShare: 0.1,
    connectMs: 150,
  },
} as const satisfies Readonly<Record<string, TierTruth>>;

/** Work that people give to a big model. */
export const USUAL_WORK: Habit = {
  sessions: 100,
  turnsPerSession: 6,
  roundTripsPerTurn: 8,
  uncachedTokens: 3000,
  outputTokens: 180,
  toolMs: 700,
  parallelShare: 0.15,
};

/** Work that people give to a fast one: smaller, so that means of round trips alone would mislead. */
export const SMALL_WORK: Habit = {
  ...USUAL_WORK,
  uncachedTokens: 1500,
  outputTokens: 100,
  roundTripsPerTurn: 5,
};
