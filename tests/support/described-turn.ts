import type { DescribedTurn, TurnRoundTrip } from "#lib/analytics/describe-turn.ts";
import { NO_WIRE } from "#lib/domain/round-trip.ts";

/** When the described turn begins. Unix ms. */
export const START_MS = 1_000_000;

/** A round trip that answers after 300 ms and ends after 500. */
export const ROUND_TRIP: TurnRoundTrip = {
  ...NO_WIRE,
  id: "r1",
  number: 1,
  turnId: "t1",
  sessionId: "s1",
  startedAtMs: START_MS,
  client: "codex",
  clientVersion: null,
  person: null,
  team: null,
  repository: null,
  provider: null,
  model: "spark",
  serviceTier: null,
  reasoningEffort: null,
  tier: "Instant",
  transport: null,
  connectionReused: null,
  streamOpenMs: 200,
  ttftMs: 300,
  ttfoMs: 320,
  lastTokenMs: 480,
  e2eMs: 500,
  basis: "clientLog",
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  decodeTokensPerSecond: null,
  e2eTokensPerSecond: null,
  attempts: 1,
  outcome: "complete",
  errorType: null,
  statusCode: null,
};

/** A turn of a second in which nothing happened. */
export const TURN: DescribedTurn = {
  id: "t1",
  sessionId: "s1",
  client: "codex",
  clientVersion: null,
  person: null,
  team: null,
  repository: null,
  startedAtMs: START_MS,
  durationMs: 1000,
  outcome: "complete",
  phases: [],
  roundTrips: [],
  attempts: [],
  toolCalls: [],
  approvals: [],
  warmUps: [],
};
