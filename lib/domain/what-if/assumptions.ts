import type { SettledScenario } from "./what-if-scenario.ts";

/** One thing that has to hold for a model's answer to be true. */
export interface Assumption {
  readonly code: AssumptionCode;
  readonly sentence: string;
}

const SENTENCES = {
  model: "This is a model. None of these turns ran like that.",
  restStays:
    "Tools, approvals and the client take as long as they did, and each step begins when all that had ended before it has ended.",
  likeDonors:
    "A round trip takes as long as a recorded one of that tier with similar uncached input, reasoning and connection state. Nothing else is matched: not the hour, the person or the length of the context.",
  chosenWork:
    "Donors did the work that people gave to that tier. If that was easier in ways that token counts do not show, the answer is too good.",
  sameOutput: "The other tier writes as many tokens, in as many round trips, and its work is as good.",
  otherOutput:
    "The other tier writes so many times the tokens, or needs so many times the round trips, as you chose.",
  sameCache: "As much of the input comes from the cache as did.",
  donorTransport: "For some tiers there are no donors of the same transport, so its effect is mixed in.",
  connectionsOfTransport: "Connections are new as often as donors' over that transport were.",
  throttlesStay:
    "Refused attempts and the waiting after them stay as they were; the other tier's own limits are not modelled.",
  throttlesScale: "Without its refusals, a round trip begins at once and takes no longer for it.",
  reckonedFirstToken:
    "Where reasoning stayed unseen, its tokens came at the rate of the visible ones, and the first token is reckoned from that.",
  kept: "Round trips that were cut short, that told no tokens or that have no donors stay as they were.",
  completeTurns: "Turns that were cut short are left out: nobody knows how long they would have been.",
} as const;

export type AssumptionCode = keyof typeof SENTENCES;

/** What in the data calls for a word. */
export interface AssumptionFacts {
  readonly isTransportMixed: boolean;
  readonly isFirstTokenReckoned: boolean;
  readonly isAnyKept: boolean;
  readonly isAnyTurnLeftOut: boolean;
}

/** What has to hold for the answer to this scenario. */
export function assumptionsOf(scenario: SettledScenario, facts: AssumptionFacts): Assumption[] {
  const { tier, transport, throttleFactor, outputRatio, roundTripRatio } = scenario;
  const usesDonors = tier !== null || transport !== null;
  const isSame = outputRatio === 1 && roundTripRatio === 1;
  const holds: Readonly<Record<AssumptionCode, boolean>> = {
    model: true,
    restStays: true,
    likeDonors: usesDonors,
    chosenWork: tier !== null,
    sameOutput: tier !== null && isSame,
    otherOutput: !isSame,
    sameCache: usesDonors,
    donorTransport: facts.isTransportMixed,
    connectionsOfTransport: transport !== null,
    throttlesStay: usesDonors && throttleFactor === 1,
    throttlesScale: throttleFactor !== 1,
    reckonedFirstToken: facts.isFirstTokenReckoned,
    kept: facts.isAnyKept,
    completeTurns: facts.isAnyTurnLeftOut,
  };
  return Object.entries(SENTENCES).flatMap(([key, sentence]) => {
    const code = key as AssumptionCode;
    return holds[code] ? [{ code, sentence }] : [];
  });
}
