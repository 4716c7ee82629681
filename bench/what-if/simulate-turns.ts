import { attributePhases, type PhasePiece } from "#lib/domain/attribute-phases.ts";
import type { Transport } from "#lib/domain/round-trip.ts";
import type {
  DonorRoundTrip,
  RecordedRoundTrip,
  RecordedTurn,
  TimedRoundTrip,
} from "#lib/domain/what-if/recorded-turn.ts";

/** What people want of the coding client: the same whatever tier serves it. */
export interface Habit {
  readonly sessions: number;
  readonly turnsPerSession: number;
  readonly roundTripsPerTurn: number;
  /** Medians; the spread of sessions and of single ones comes on top. */
  readonly uncachedTokens: number;
  readonly outputTokens: number;
  readonly toolMs: number;
  /** Share of the turns in which two agents work side by side. */
  readonly parallelShare: number;
}

/** How a tier really answers. */
export interface TierTruth {
  readonly tier: string;
  readonly transport: Transport;
  readonly baseMs: number;
  readonly msPerUncachedToken: number;
  readonly tokensPerSecond: number;
  /** Of the logarithm, between sessions; a slow session is slow in both. */
  readonly sessionSpread: number;
  /** Of the logarithm, between round trips of a session. */
  readonly spread: number;
  readonly newConnectionShare: number;
  readonly connectMs: number;
}

/** One round trip to be made, then tools, then a little of the client. */
interface Step {
  readonly uncached: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
  readonly isThrottled: boolean;
  readonly toolMs: number;
  readonly clientMs: number;
}

/** A turn to be made: chains side by side, then one chain. */
interface TurnWork {
  readonly session: string;
  readonly chains: readonly (readonly Step[])[];
  readonly last: readonly Step[];
}

const lognormal = (random: () => number, median: number, spread: number): number =>
  median * Math.exp(spread * normal(random));

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** At least 1, with this mean. */
function geometric(random: () => number, mean: number): number {
  return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / mean));
}

/** The work of some sessions. */
export function simulateWork(habit: Habit, random: () => number, name = "session"): TurnWork[] {
  return Array.from({ length: habit.sessions }, (_, index) => {
    // Some sessions are about big things, with slow tests.
    const [big, slow] = [0.4 * normal(random), 0.5 * normal(random)];
    const step = (): Step => ({
      uncached: Math.round(lognormal(random, habit.uncachedTokens * Math.exp(big), 1.1)),
      cached: Math.round(lognormal(random, 20_000, 0.8)),
      output: 1 + Math.round(lognormal(random, habit.outputTokens * Math.exp(big / 2), 0.9)),
      reasoning: random() < 0.4 ? 1 : 0,
      isThrottled: random() < 0.02,
      toolMs: lognormal(random, habit.toolMs * Math.exp(slow), 1.1),
      clientMs: lognormal(random, 40, 0.5),
    });
    const chain = (mean: number): Step[] => Array.from({ length: geometric(random, mean) }, step);
    return Array.from({ length: geometric(random, habit.turnsPerSession) }, () => {
      const isParallel = random() < habit.parallelShare;
      const half = habit.roundTripsPerTurn / 3;
      return {
        session: `${name} ${index}`,
        chains: isParallel ? [chain(half), chain(half)] : [],
        last: chain(isParallel ? half : habit.roundTripsPerTurn),
      };
    });
  }).flat();
}

/** Lets a tier do the work. The same work can be done by several. */
export function runWork(work: readonly TurnWork[], truth: TierTruth, random: () => number): RecordedTurn[] {
  const levels = levelsOf(truth, random);
  return work.map((turn, index) => {
    const startedAtMs = 1_770_000_000_000 + index * 3_600_000;
    const { durationMs, pieces, roundTrips } = runTurn(turn, truth, levels(turn), random);
    return {
      id: `${turn.session} turn ${index}`,
      session: turn.session,
      startedAtMs,
      durationMs,
      outcome: "complete",
      phases: attributePhases(0, durationMs, pieces),
      roundTrips: roundTrips.map((one) => ({ ...one, startedAtMs: one.startedAtMs + startedAtMs })),
    };
  });
}

/** How long a tier takes for each turn, in ms. */
export function timeWork(work: readonly TurnWork[], truth: TierTruth, random: () => number): number[] {
  const levels = levelsOf(truth, random);
  return work.map((turn) => runTurn(turn, truth, levels(turn), random).durationMs);
}

/** How slow the session of a turn is, as a logarithm. */
function levelsOf(truth: TierTruth, random: () => number): (turn: TurnWork) => number {
  const levels = new Map<string, number>();
  return ({ session }) => {
    const level = levels.get(session) ?? truth.sessionSpread * normal(random);
    levels.set(session, level);
    return level;
  };
}

/** What happened in a turn, in ms from its start. */
interface Run {
  readonly durationMs: number;
  readonly pieces: readonly PhasePiece[];
  readonly roundTrips: readonly RecordedRoundTrip[];
}

function runTurn(work: TurnWork, truth: TierTruth, level: number, random: () => number): Run {
  const roundTrips: RecordedRoundTrip[] = [];
  const pieces: PhasePiece[] = [];
  const runChain = (steps: readonly Step[], fromMs: number): number => {
    let atMs = fromMs;
    for (const step of steps) {
      const timed = runStep(step, truth, level, random);
      const setUpMs = truth.transport === "websocket" ? (timed.connectMs ?? 0) : 0;
      pieces.push({ phase: "connect", startMs: atMs, endMs: atMs + setUpMs });
      atMs += setUpMs;
      const roundTrip = { ...timed, startedAtMs: atMs };
      roundTrips.push(roundTrip);
      pieces.push(...piecesOf(roundTrip, atMs));
      atMs += roundTrip.e2eMs;
      pieces.push({ phase: "tool", startMs: atMs, endMs: atMs + step.toolMs });
      atMs += step.toolMs + step.clientMs;
    }
    return atMs;
  };
  const beganMs = 30 + 20 * random();
  const joinedMs = Math.max(beganMs, ...work.chains.map((chain) => runChain(chain, beganMs)));
  const durationMs = runChain(work.last, joinedMs);
  return { durationMs, pieces, roundTrips };
}

function runStep(step: Step, truth: TierTruth, level: number, random: () => number): TimedRoundTrip {
  const common = normal(random);
  // Who waits long for the first token gets slow tokens, too.
  const slow = (own: number): number => Math.exp(level + truth.spread * (0.6 * common + 0.8 * own));
  const throttledMs = step.isThrottled ? lognormal(random, 4000, 0.5) : 0;
  const isNew = random() < truth.newConnectionShare;
  const connectMs = isNew ? lognormal(random, truth.connectMs, 0.3) : 0;
  const waitMs = (truth.baseMs + truth.msPerUncachedToken * step.uncached) * slow(normal(random));
  const rate = truth.tokensPerSecond / slow(normal(random));
  const inside = truth.transport === "websocket" ? 0 : connectMs;
  const firstMs = throttledMs + inside + waitMs;
  const lastMs = firstMs + ((step.output - 1) / rate) * 1000;
  return {
    tier: truth.tier,
    transport: truth.transport,
    outcome: "complete",
    connectionReused: !isNew,
    connectMs: isNew ? connectMs : null,
    lastAttemptMs: throttledMs,
    throttledMs,
    streamOpenMs: throttledMs + inside + 0.5 * waitMs,
    ttftMs: firstMs,
    ttfoMs: firstMs,
    lastTokenMs: lastMs,
    e2eMs: lastMs + 5,
    inputTokens: step.uncached + step.cached,
    cachedInputTokens: step.cached,
    outputTokens: step.output,
    reasoningTokens: step.reasoning === 0 ? 0 : Math.floor(step.output / 2),
    decodeTokensPerSecond: step.output >= 20 && lastMs - firstMs >= 50 ? rate : null,
  };
}

function piecesOf(roundTrip: TimedRoundTrip, startMs: number): PhasePiece[] {
  const { throttledMs, streamOpenMs, ttftMs, e2eMs, connectMs, transport } = roundTrip;
  const connectedMs = throttledMs + (transport === "websocket" ? 0 : (connectMs ?? 0));
  const piece = (phase: PhasePiece["phase"], fromMs: number, toMs: number): PhasePiece => ({
    phase,
    startMs: startMs + fromMs,
    endMs: startMs + toMs,
  });
  return [
    piece("throttle", 0, throttledMs),
    piece("connect", throttledMs, connectedMs),
    piece("queue", connectedMs, streamOpenMs ?? connectedMs),
    piece("firstToken", streamOpenMs ?? connectedMs, ttftMs ?? e2eMs),
    piece("generation", ttftMs ?? e2eMs, e2eMs),
  ];
}

/** The round trips of turns as donors. */
export function donorsOf(turns: readonly RecordedTurn[]): DonorRoundTrip[] {
  return turns.flatMap(({ session, roundTrips }) =>
    roundTrips.map(({ startedAtMs: _, ...roundTrip }) => ({ ...roundTrip, session })),
  );
}
