import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { type TurnLine, turnLines } from "./turn-lines.ts";

/** So many lines are read at once, and stay smooth; a long turn has thousands. */
const MOST_LINES = 200;

/** A stretch of a turn, of what began in it. Times in ms from the start of the turn. */
export interface TurnPart {
  /** From 1 on. */
  readonly number: number;
  /** Where its first line begins; of the first part the start of the turn, or of a warm-up before it. */
  readonly fromMs: number;
  /** Where the next part begins; null for the last one. */
  readonly toMs: number | null;
}

/** Cuts a turn into parts of at most `most` lines, or of one moment that alone has more. There is at least one part. */
export function cutTurn(turn: DescribedTurn, most = MOST_LINES): readonly TurnPart[] {
  const moments = [...Map.groupBy(turnLines(turn), startOf)];
  const starts = [Math.min(0, moments[0]?.[0] ?? 0)];
  let taken = 0;
  for (const [startMs, groups] of moments) {
    const { length } = groups.flat();
    if (taken > 0 && taken + length > most) {
      starts.push(startMs);
      taken = 0;
    }
    taken += length;
  }
  return starts.map((fromMs, index) => ({ number: index + 1, fromMs, toMs: starts[index + 1] ?? null }));
}

/** The turn with only what began in a part of it. */
export function takePart(turn: DescribedTurn, { fromMs, toMs }: TurnPart): DescribedTurn {
  const lines = turnLines(turn).filter((group) => {
    const startMs = startOf(group);
    return startMs >= fromMs && (toMs === null || startMs < toMs);
  });
  const idsOf = Map.groupBy(lines.flat(), ({ kind }) => kind);
  const pick = <T extends { readonly id: string }>(
    kind: TurnLine["kind"],
    all: readonly T[],
  ): readonly T[] => {
    const ids = new Set(idsOf.get(kind)?.map(({ id }) => id));
    return all.filter(({ id }) => ids.has(id));
  };
  const roundTrips = pick("roundTrip", turn.roundTrips);
  const tripIds = new Set(roundTrips.map(({ id }) => id));
  return {
    ...turn,
    roundTrips,
    attempts: turn.attempts.filter(({ roundTripId }) => tripIds.has(roundTripId)),
    toolCalls: pick("toolCall", turn.toolCalls),
    approvals: pick("approval", turn.approvals),
    warmUps: pick("warmUp", turn.warmUps),
  };
}

function startOf([first]: readonly TurnLine[]): number {
  return first?.startMs ?? 0;
}
