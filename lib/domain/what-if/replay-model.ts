import type { DonorTable } from "./donor-table.ts";
import type { TurnLayout } from "./lay-out-turn.ts";
import { lengthOf, type ReplayedWork, replayParts } from "./round-trip-parts.ts";
import { playTurn } from "./turn-plan.ts";

/** A round trip that takes its times from a set of donors. */
export interface ReplayedRoundTrip {
  readonly work: ReplayedWork;
  readonly set: number;
}

/** A turn in which some round trips are replayed. */
export interface ReplayedTurn {
  readonly layout: TurnLayout;
  /** By round trip; null where it stays, but for its throttling. */
  readonly replayed: readonly (ReplayedRoundTrip | null)[];
}

/** Turns in a form that can be played hundreds of times; all round trips of all turns one after the other. */
export interface ReplayModel {
  readonly turns: readonly ReplayedTurn[];
  readonly throttleFactor: number;
  readonly roundTripRatio: number;
  /** By turn: what its time is multiplied with, for more round trips. */
  readonly scale: Float64Array;
  /** By turn, where its round trips begin; one more at the end. */
  readonly from: Int32Array;
  /** By round trip: the set of donors, or -1. */
  readonly set: Int32Array;
  /** What it takes beside what the donor says, in ms. */
  readonly baseMs: Float64Array;
  readonly tokens: Float64Array;
  /** By turn: what it takes with round trips of no length, where all came one after the other. */
  readonly chainMs: Float64Array;
  /** Room to play in. */
  readonly scratch: {
    readonly lengthsMs: Float64Array;
    readonly startsMs: Float64Array;
    readonly endsMs: Float64Array;
  };
}

/** Prepares turns for playing. */
export function replayModel(
  turns: readonly ReplayedTurn[],
  throttleFactor: number,
  roundTripRatio: number,
): ReplayModel {
  const from = new Int32Array(turns.length + 1);
  for (const [index, { replayed }] of turns.entries()) from[index + 1] = (from[index] ?? 0) + replayed.length;
  const all = from[turns.length] ?? 0;
  const room = turns.reduce((most, { layout }) => Math.max(most, layout.plan.lengthMs.length), 0);
  const model: ReplayModel = {
    turns,
    throttleFactor,
    roundTripRatio,
    scale: Float64Array.from(turns, ({ replayed }) => {
      const share = replayed.filter((one) => one !== null).length / Math.max(1, replayed.length);
      return 1 + (roundTripRatio - 1) * share;
    }),
    from,
    set: new Int32Array(all).fill(-1),
    baseMs: new Float64Array(all),
    tokens: new Float64Array(all),
    chainMs: Float64Array.from(turns, ({ layout: { plan, parts } }) =>
      parts.reduce((rest, own) => rest - lengthOf(own), plan.durationMs),
    ),
    scratch: {
      lengthsMs: new Float64Array(all),
      startsMs: new Float64Array(room),
      endsMs: new Float64Array(room),
    },
  };
  for (const [index, { layout, replayed }] of turns.entries()) {
    for (const [place, own] of replayed.entries()) {
      const at = (from[index] ?? 0) + place;
      const parts = layout.parts[place];
      if (parts === undefined) continue;
      const kept = replayParts(parts, throttleFactor, null, null);
      model.baseMs[at] = own === null ? lengthOf(kept) : kept[0] + kept[1];
      model.set[at] = own?.set ?? -1;
      model.tokens[at] = own?.work.tokens ?? 0;
    }
  }
  return model;
}

/** How long every turn takes in one draw of places (those from `offset` on), written into `into`, in ms. */
export function playTurns(
  model: ReplayModel,
  { from: firstOf, delayMs, msPerToken }: DonorTable,
  places: Float64Array,
  offset: number,
  into: Float64Array,
): void {
  const { turns, from, set, baseMs, tokens, chainMs, scale, scratch } = model;
  const { lengthsMs, startsMs, endsMs } = scratch;
  for (let at = 0; at < lengthsMs.length; at++) {
    const own = set[at] ?? -1;
    let ms = baseMs[at] ?? 0;
    if (own >= 0) {
      const first = firstOf[own] ?? 0;
      const count = (firstOf[own + 1] ?? first) - first;
      const donor = first + Math.floor((places[offset + at] ?? 0) * count);
      ms += (delayMs[donor] ?? 0) + (tokens[at] ?? 0) * (msPerToken[donor] ?? 0);
    }
    lengthsMs[at] = ms;
  }
  for (let turn = 0; turn < turns.length; turn++) {
    const plan = turns[turn]?.layout.plan;
    if (plan === undefined) continue;
    const first = from[turn] ?? 0;
    let ms = chainMs[turn] ?? 0;
    if (plan.isChain) {
      const last = from[turn + 1] ?? first;
      for (let at = first; at < last; at++) ms += lengthsMs[at] ?? 0;
    } else {
      ms = playTurn(plan, lengthsMs, first, startsMs, endsMs);
    }
    into[turn] = ms * (scale[turn] ?? 1);
  }
}

/** How long each turn would be, in ms, had what is replaced taken no time at all, and throttling neither if it changes. */
export function limitOf({ turns, throttleFactor, scale }: ReplayModel): Float64Array {
  return Float64Array.from(turns, ({ layout: { plan, parts }, replayed }, turn) => {
    const lengths = Float64Array.from(parts, (own, index) => {
      const [throttle, broken, ...rest] = own;
      const kept = replayed[index] == null ? rest.reduce((sum, ms) => sum + ms, 0) : 0;
      return (throttleFactor === 1 ? throttle : 0) + broken + kept;
    });
    const room = plan.lengthMs.length;
    return playTurn(plan, lengths, 0, new Float64Array(room), new Float64Array(room)) * (scale[turn] ?? 1);
  });
}

/** What is played, and where in the order of its donors each round trip has its own. */
export interface Replay {
  readonly model: ReplayModel;
  /** By draw, then round trip. */
  readonly places: Float64Array;
  readonly draws: number;
}

/** Some turns of a replay, evenly picked, and so many draws that no more than `most` round trips are played. */
export function sampleReplay({ model, places, draws }: Replay, most: number): Replay {
  const all = model.set.length;
  if (all * draws <= most) return { model, places, draws };
  const every = Math.ceil(all / most);
  const kept = every === 1 ? Math.floor(most / all) : 1;
  const picked = model.turns.flatMap((_, turn) => (turn % every === 0 ? [turn] : []));
  const at = picked.flatMap((turn) => {
    const first = model.from[turn] ?? 0;
    return Array.from({ length: (model.from[turn + 1] ?? first) - first }, (_, place) => first + place);
  });
  return {
    model: replayModel(
      model.turns.filter((_, turn) => turn % every === 0),
      model.throttleFactor,
      model.roundTripRatio,
    ),
    places: Float64Array.from({ length: kept * at.length }, (_, index) => {
      const draw = Math.floor(index / at.length);
      return places[draw * all + (at[index % at.length] ?? 0)] ?? 0;
    }),
    draws: kept,
  };
}
