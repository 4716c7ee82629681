import { randomWords } from "../statistics/random-words.ts";
import { assumptionsOf } from "./assumptions.ts";
import { donorTables } from "./donor-table.ts";
import { drawPlaces } from "./draw-places.ts";
import { effectiveDonorSessions } from "./effective-donor-sessions.ts";
import { modelledPhases } from "./model-phases.ts";
import { type PreparedReplay, prepareReplay } from "./prepare-replay.ts";
import type { DonorRoundTrip, RecordedTurn } from "./recorded-turn.ts";
import { limitOf, type ReplayModel, replayModel, sampleReplay } from "./replay-model.ts";
import { resamplePhases } from "./resample-phases.ts";
import { playDraws, resampleReplay } from "./resample-replay.ts";
import { tellResult } from "./tell-result.ts";
import { indexSessions, type SessionIndex } from "./weigh-sessions.ts";
import type { Refusal, WhatIfAnswer, WhatIfResult } from "./what-if-answer.ts";
import { type SettledScenario, settleScenario, type WhatIfScenario } from "./what-if-scenario.ts";
import { FEWEST_DONORS } from "./wish-donors.ts";

/** Fewer turns or sessions than these say too little of how turns vary. */
const FEWEST_TURNS = 20;
const FEWEST_SESSIONS = 5;

/** With fewer round trips that have a donor of their kind, the answer would be about others. */
const FEWEST_COMPARABLE = 0.5;

/** Few turns are played several times, so that the donors they happen to get do not matter. */
const PLAYED_ROUND_TRIPS = 20_000;
const PLAYED_TURNS = 4_000;
const MOST_DRAWS = 16;

/** So many are played again with other donors, to see what these change. */
const RESAMPLED_ROUND_TRIPS = 6000;

/**
 * What the wait of recorded turns would have been in another scenario: a model. Donors are round trips that really ran as
 * the scenario has it (of other sessions or the same); what is not wanted of them is passed over. The same for the same
 * data in whatever order. Throws a RangeError when the scenario contradicts itself.
 */
export function answerWhatIf(
  scenario: WhatIfScenario,
  turns: readonly RecordedTurn[],
  donors: readonly DonorRoundTrip[],
): WhatIfAnswer {
  const settled = settleScenario(scenario);
  const prepared = prepareReplay(settled, turns, donors);
  const { support, facts } = prepared;
  const refusal = refuse(settled, prepared);
  return {
    result: refusal === null ? replay(settled, prepared) : null,
    refusal,
    support,
    assumptions: assumptionsOf(settled, facts),
  };
}

function refuse({ tier, transport }: SettledScenario, { support }: PreparedReplay): Refusal | null {
  const { turns, turnSessions, concerned, donors, donorSessions, comparableShare } = support;
  if (turns < FEWEST_TURNS || turnSessions < FEWEST_SESSIONS) return "fewTurns";
  if (concerned === 0) return "nothingConcerned";
  if (tier === null && transport === null) return null;
  if (donors < FEWEST_DONORS || donorSessions < FEWEST_SESSIONS) return "fewDonors";
  return (comparableShare ?? 1) < FEWEST_COMPARABLE ? "fewComparable" : null;
}

function replay(scenario: SettledScenario, prepared: PreparedReplay): WhatIfResult {
  const { turns, replayed, costs, matcher } = prepared;
  const words = randomWords(prepared.seed);
  const model = replayModel(replayed, scenario.throttleFactor, scenario.roundTripRatio);
  const draws = drawsFor(turns.length, model.set.length, matcher.sets.length > 0);
  const turnSessions = indexSessions(turns.map(({ session }) => session));
  const donorSessions = indexSessions(costs.map(({ session }) => session));
  const places = drawPlaces(
    sessionsOf(model, turnSessions),
    turnSessions.count,
    draws,
    prepared.likeness,
    words,
  );
  const played = { model, places, draws };
  const tables = donorTables(costs, matcher.sets);
  const table = tables(null);
  const modelledMs = playDraws(played, table);
  const modelled = modelledPhases(played, costs, table);
  const recordedMs = Float64Array.from(turns, ({ durationMs }) => durationMs);
  const resampled = resampleReplay(
    {
      modelledMs,
      recordedMs,
      sample: sampleReplay(played, RESAMPLED_ROUND_TRIPS),
      tables,
      phases: resamplePhases(model, costs, modelled, table),
      turnSessions,
      donorSessions,
    },
    words,
  );
  return tellResult({
    recordedMs,
    modelledMs,
    limitMs: limitOf(model),
    phasesBefore: turns.map(({ phases }) => phases),
    phasesAfter: modelled.map(({ phases }) => phases),
    resampled,
    sessions: {
      turns: turnSessions.effective,
      donors: effectiveDonorSessions(model, table, donorSessions),
    },
    turnSessions,
  });
}

/** By round trip, its session. */
function sessionsOf({ set, from }: ReplayModel, { of }: SessionIndex): Int32Array {
  const sessions = new Int32Array(set.length);
  for (const [turn, session] of of.entries()) sessions.fill(session, from[turn], from[turn + 1]);
  return sessions;
}

/** As many draws as the size of the data allows. */
function drawsFor(turns: number, roundTrips: number, areDrawn: boolean): number {
  if (!areDrawn) return 1;
  const most = Math.min(PLAYED_ROUND_TRIPS / Math.max(1, roundTrips), PLAYED_TURNS / Math.max(1, turns));
  return Math.min(MOST_DRAWS, Math.max(1, Math.floor(most)));
}
