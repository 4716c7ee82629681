import { PHASES, type Phase, type PhaseDurations } from "../phase.ts";
import type { RecordedRoundTrip, RecordedTurn, ToolStretch } from "./recorded-turn.ts";
import { type RoundTripParts, splitRoundTrip } from "./round-trip-parts.ts";
import { CROSSING_MS, planTurn, type TurnPlan, type TurnStretch } from "./turn-plan.ts";

/** A recorded turn, ready to be replayed. */
export interface TurnLayout {
  readonly phases: PhaseDurations;
  readonly plan: TurnPlan;
  /** Whether its tools are stretches of the plan. */
  readonly knowsTools: boolean;
  /** By round trip, in the order of the turn's. */
  readonly parts: readonly RoundTripParts[];
}

/** Lays out what follows what in a turn, and what each round trip consists of. */
export function layOutTurn(turn: RecordedTurn): TurnLayout {
  const { startedAtMs, durationMs } = turn;
  const clip = (ms: number): number => Math.min(Math.max(ms - startedAtMs, 0), durationMs);
  const tools = joinTools(turn.tools ?? []).map(({ startMs, endMs }) => ({
    startMs: clip(startMs),
    endMs: clip(endMs),
    roundTrip: -1,
  }));
  const bare = turn.roundTrips.map((roundTrip, index) => {
    const startMs = roundTrip.startedAtMs - startedAtMs;
    return { startMs, endMs: startMs + roundTrip.e2eMs, roundTrip: index };
  });
  const setUps = turn.roundTrips.map((roundTrip, index) => setUpMs(roundTrip, index, bare, tools));
  const stretches = bare.map((stretch, index) => ({
    ...stretch,
    startMs: stretch.startMs - (setUps[index] ?? 0),
  }));
  return {
    phases: turn.phases,
    plan: planTurn(durationMs, [...stretches, ...tools]),
    knowsTools: turn.tools !== undefined,
    parts: turn.roundTrips.map((roundTrip, index) => splitRoundTrip(roundTrip, setUps[index] ?? 0)),
  };
}

/**
 * The connecting of a WebSocket lies before the request, in the time between: as much of it as there is since something
 * else ended.
 */
function setUpMs(
  { transport, connectionReused, connectMs }: RecordedRoundTrip,
  index: number,
  roundTrips: readonly TurnStretch[],
  tools: readonly TurnStretch[],
): number {
  if (transport !== "websocket" || connectionReused !== false || connectMs === null) return 0;
  const startMs = roundTrips[index]?.startMs ?? 0;
  const ends = [...roundTrips.filter((_, other) => other !== index), ...tools].flatMap(({ endMs }) =>
    endMs <= startMs + CROSSING_MS ? [endMs] : [],
  );
  return Math.max(0, Math.min(connectMs, startMs - Math.max(0, ...ends)));
}

/** Tools that overlap are one stretch: they are waited for together. */
function joinTools(tools: readonly ToolStretch[]): ToolStretch[] {
  const joined: ToolStretch[] = [];
  for (const tool of tools.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (last === undefined || tool.startMs >= last.endMs) joined.push(tool);
    else joined[joined.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, tool.endMs) };
  }
  return joined;
}

const NONE = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;

/** Phases that all last 0 ms, to be added to. */
export function noPhases(): Record<Phase, number> {
  return { ...NONE };
}
