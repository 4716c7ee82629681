import type { AssumptionFacts } from "./assumptions.ts";
import { type DonorCost, donorCost } from "./donor-cost.ts";
import { donorLikeness } from "./donor-likeness.ts";
import { fairDonors } from "./fair-donors.ts";
import { layOutTurn } from "./lay-out-turn.ts";
import { type DonorMatch, type DonorMatcher, type DonorWish, matchDonors } from "./match-donors.ts";
import type { DonorRoundTrip, RecordedTurn, TimedRoundTrip } from "./recorded-turn.ts";
import type { ReplayedTurn } from "./replay-model.ts";
import { type ReplayedWork, workOf } from "./round-trip-parts.ts";
import { indexSessions } from "./weigh-sessions.ts";
import type { WhatIfSupport } from "./what-if-answer.ts";
import type { SettledScenario } from "./what-if-scenario.ts";
import { wishDonors } from "./wish-donors.ts";

/** Turns with donors chosen for their round trips. */
export interface PreparedReplay {
  /** Complete ones, in an order of their own. */
  readonly turns: readonly RecordedTurn[];
  readonly replayed: readonly ReplayedTurn[];
  /** Of usable donors that the scenario wants. */
  readonly costs: readonly DonorCost[];
  readonly matcher: DonorMatcher;
  /** How alike the round trips of one session are (0 to 1). */
  readonly likeness: number;
  /** The same for the same turns and donors. */
  readonly seed: number;
  readonly support: WhatIfSupport;
  readonly facts: AssumptionFacts;
}

interface Request {
  readonly isConcerned: boolean;
  /** Null when no donor is wanted. */
  readonly wish: (DonorWish & { readonly isTransportMixed: boolean }) | null;
  readonly work: ReplayedWork | null;
}

/** Chooses complete turns, usable donors, and for each round trip the donors that it draws from. */
export function prepareReplay(
  scenario: SettledScenario,
  allTurns: readonly RecordedTurn[],
  allDonors: readonly DonorRoundTrip[],
): PreparedReplay {
  const turns = allTurns
    .filter(({ outcome, durationMs }) => outcome === "complete" && durationMs > 0)
    .toSorted((a, b) => compare(a.id, b.id));
  const usable = fairDonors(allDonors)
    .flatMap((donor) => donorCost(donor) ?? [])
    .toSorted(compareCosts);
  const wishes = wishDonors(scenario, usable);
  const requests = turns.map((turn) => turn.roundTrips.map((roundTrip) => ask(scenario, roundTrip, wishes)));
  const all = requests.flat();
  const wanted = new Set(all.flatMap(({ wish }) => (wish === null ? [] : [keyOf(wish)])));
  const costs = usable.filter(
    (cost) => wanted.has(keyOf(cost)) || wanted.has(keyOf({ tier: cost.tier, transport: null })),
  );
  const typicalTokens = middle(all.flatMap(({ wish, work }) => (wish && work ? [work.tokens] : [])));
  const matcher = matchDonors(costs, typicalTokens);
  const matches = requests.map((own) =>
    own.map(({ wish, work }) => (wish === null || work === null ? null : matcher.find(wish))),
  );
  return {
    turns,
    replayed: turns.map((turn, index) => ({
      layout: layOutTurn(turn),
      replayed: turn.roundTrips.map((_, place) => {
        const [match, work] = [matches[index]?.[place] ?? null, requests[index]?.[place]?.work ?? null];
        return match === null || work === null ? null : { work, set: match.set };
      }),
    })),
    costs,
    matcher,
    likeness: donorLikeness(costs, matcher, typicalTokens),
    seed: seedOf(turns, costs),
    ...tell(all, matches.flat(), costs, {
      turns: turns.length,
      turnSessions: new Set(turns.map(({ session }) => session)).size,
      turnsLeftOut: allTurns.length - turns.length,
    }),
  };
}

function ask(
  scenario: SettledScenario,
  roundTrip: TimedRoundTrip,
  wishes: ReturnType<typeof wishDonors>,
): Request {
  const wish = wishes(roundTrip);
  const isRethrottled = scenario.throttleFactor !== 1 && roundTrip.throttledMs > 0;
  return {
    isConcerned: wish !== null || isRethrottled,
    wish,
    // What another transport carries is no more and no less.
    work: workOf(roundTrip, wish !== null && wish.tier !== roundTrip.tier ? scenario.outputRatio : 1),
  };
}

function tell(
  requests: readonly Request[],
  matches: readonly (DonorMatch | null)[],
  costs: readonly DonorCost[],
  known: Pick<WhatIfSupport, "turns" | "turnSessions" | "turnsLeftOut">,
): Pick<PreparedReplay, "support" | "facts"> {
  const wishes = requests.filter(({ wish }) => wish !== null).length;
  const matched = matches.filter((match) => match !== null);
  const isMatched = (index: number): boolean => matches[index] != null;
  const concerned = requests.filter(({ isConcerned }) => isConcerned).length;
  const replaced = requests.filter(
    ({ isConcerned, wish }, index) => isConcerned && (wish === null || isMatched(index)),
  ).length;
  return {
    support: {
      ...known,
      roundTrips: requests.length,
      concerned,
      replaced,
      comparableShare:
        wishes === 0 ? null : matched.filter(({ isComparable }) => isComparable).length / wishes,
      donors: costs.length,
      donorSessions: indexSessions(costs.map(({ session }) => session)).count,
    },
    facts: {
      isTransportMixed: requests.some(
        ({ wish }, index) => wish?.isTransportMixed === true && isMatched(index),
      ),
      isFirstTokenReckoned:
        costs.some(({ isReckoned }) => isReckoned) ||
        requests.some(({ work }, index) => work?.seen === "firstOutput" && isMatched(index)),
      isAnyKept: replaced < concerned,
      isAnyTurnLeftOut: known.turnsLeftOut > 0,
    },
  };
}

function keyOf({ tier, transport }: Pick<DonorWish, "tier" | "transport">): string {
  return `${transport} ${tier}`;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function compareCosts(a: DonorCost, b: DonorCost): number {
  return (
    compare(String(a.session), String(b.session)) ||
    a.firstTokenMs - b.firstTokenMs ||
    a.msPerToken - b.msPerToken ||
    a.queueMs - b.queueMs ||
    a.tailMs - b.tailMs ||
    (a.uncachedInput ?? -1) - (b.uncachedInput ?? -1)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number that depends on every turn and every donor. */
function seedOf(turns: readonly RecordedTurn[], costs: readonly DonorCost[]): number {
  let seed = 0;
  const mix = (value: number): void => {
    seed = Math.imul((seed ^ value) + 0x9e37, 0x85ebca6b);
    seed ^= seed >>> 15;
  };
  for (const { id } of turns) for (let at = 0; at < id.length; at++) mix(id.charCodeAt(at));
  for (const { firstTokenMs, msPerToken } of costs) {
    mix(Math.round(firstTokenMs * 1000));
    mix(Math.round(msPerToken * 1e6));
  }
  return seed;
}
