import { clipObservation } from "./chunk-instants.ts";
import { claimExchanges } from "./claim-exchanges.ts";
import type { Observation } from "./observation.ts";
import type { Segment } from "./segment.ts";

/** A stretch of one scope, in Unix ms, the end excluded. */
export interface ScopeRange {
  readonly scope: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The end of a scope's last segment: later than any clock, and a number that every layer can carry. */
export const END_OF_TIME_MS = 1e15;

/** Twins of one prompt, told by a log and by a span, lie at most this far apart; two prompts never so close. */
const TWIN_PROMPTS_MS = 3;

/** The whole of a turn as its client tells it, in Unix ms. */
export interface TurnSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The instants at which segments begin, of sorted prompts. Twins count once, as the earlier; and a prompt that was
 * sent into a turn still going on steers that turn, it does not begin another.
 */
export function segmentStarts(promptsMs: readonly number[], turns: readonly TurnSpan[]): number[] {
  const steering = new Set(
    turns.flatMap(({ startMs, endMs }) =>
      // Some clients cut a span's start to whole milliseconds, so that the next turn may seem to begin before the end.
      promptsMs.filter((atMs) => atMs >= startMs && atMs < endMs - TWIN_PROMPTS_MS).slice(1),
    ),
  );
  const starts: number[] = [];
  for (const atMs of promptsMs) {
    if (steering.has(atMs)) continue;
    if (atMs - (starts.at(-1) ?? Number.NEGATIVE_INFINITY) > TWIN_PROMPTS_MS) starts.push(atMs);
  }
  return starts;
}

/**
 * Cuts stretches into segments at the starts of segments (sorted Unix ms by scope), and gives each what may belong to it.
 * Whether a span without a scope really does belong is for the assembly to find out.
 */
export function cutSegments(
  all: readonly Observation[],
  ranges: readonly ScopeRange[],
  startsOf: ReadonlyMap<string, readonly number[]>,
): Segment[] {
  const observations = claimExchanges(all);
  const byScope = Map.groupBy(observations, ({ scope }) => scope);
  const ties = observations.filter(({ scope, kind }) => scope === null || kind === "sampling");
  const tiesByTrace = Map.groupBy(ties, ({ traceId }) => traceId);
  return ranges.flatMap((range) => {
    const own = byScope.get(range.scope) ?? [];
    const traces = new Set(own.flatMap(({ traceId }) => (traceId === null ? [] : [traceId])));
    const mates = [...traces].flatMap((traceId) => tiesByTrace.get(traceId) ?? []);
    const candidates = [...new Set([...own, ...mates])];
    const inside = (startsOf.get(range.scope) ?? []).filter(
      (atMs) => atMs > range.fromMs && atMs < range.toMs,
    );
    const starts = [range.fromMs, ...inside];
    return starts.map((fromMs, index) => {
      const toMs = starts[index + 1] ?? range.toMs;
      return {
        scope: range.scope,
        fromMs,
        closed: toMs < END_OF_TIME_MS,
        observations: candidates.flatMap((observation) =>
          observation.kind === "sessionStart" || observation.kind === "sampling"
            ? [observation]
            : clipObservation(observation, fromMs, toMs),
        ),
      };
    });
  });
}
