import type { Outcome } from "#lib/domain/outcome.ts";
import type { Transport } from "#lib/domain/round-trip.ts";
import type { Chance } from "#simulation/week/chance.ts";
import type { CallInput } from "./conversation.ts";
import { onGrid } from "./grid.ts";
import type { CallSize } from "./kind-of-work.ts";
import type { ModelProfile } from "./model-profiles.ts";
import { refusedForCapacity, SERVER_ERROR, TRUNCATED, type TryFailure } from "./refusals.ts";
import { drawTriesBefore, type LostTry } from "./try-before.ts";

/** What a call meets. */
export interface CallSetting {
  readonly profile: ModelProfile;
  readonly size: CallSize;
  readonly input: CallInput;
  readonly transport: Transport;
  /** To the provider and back, in ms. */
  readonly networkMs: number;
  /** Null when the connection was there already. */
  readonly connection: NewConnection | null;
  /** How busy all are, 0 to 1. */
  readonly load: number;
  /** What all calls of the session have in common, as factors of first token and of token rate. */
  readonly sessionFirstToken: number;
  readonly sessionRate: number;
  /** What a regression multiplies the time to the first token by; 1 where there is none. */
  readonly regressionFactor: number;
  /** Whether it may be refused because a window is used up. */
  readonly mayBeUsedUp: boolean;
}

/** What setting up a connection took, in ms. */
export interface NewConnection {
  readonly dnsMs: number;
  readonly tcpMs: number;
  readonly tlsMs: number;
  /** Null without a WebSocket. */
  readonly upgradeMs: number | null;
  readonly connectMs: number;
}

/** How a call truly went. Moments in ms from the start of the first try; null when they never came. */
export interface CallCourse {
  readonly lost: readonly LostTry[];
  /** When the deciding try began. */
  readonly fromMs: number;
  readonly openMs: number | null;
  readonly firstTokenMs: number | null;
  readonly firstOutputMs: number | null;
  readonly lastTokenMs: number | null;
  readonly endMs: number;
  readonly outcome: Outcome;
  readonly failure: TryFailure | null;
  readonly tokenEvents: number;
  readonly gapMs: number;
  readonly stalledMs: number;
  readonly serverMs: number;
}

/** Added to the median first token at the busiest hour, and taken from the token rate, as shares. */
export const BUSY_FIRST_TOKEN = 0.25;
export const BUSY_RATE = 0.1;
const QUEUED_SHARE = 0.4;
const STALL_SHARE = 0.006;
const CANCELLED_SHARE = 0.024;
const FAILED_SHARE = 0.014;

/** Draws the course of a call. */
export function drawCourse(setting: CallSetting, chance: Chance): CallCourse {
  const { profile, networkMs, load, connection, transport } = setting;
  const { tries, nextFromMs } = drawTriesBefore(profile, networkMs, load, setting.mayBeUsedUp, chance);
  if (nextFromMs === null) return refusedCourse(tries);
  const busy = load * load;
  const queuedMs = chance.happens(QUEUED_SHARE * busy) ? chance.waiting(profile.queueMs * (0.4 + load)) : 0;
  const answerMs = networkMs + chance.around(12, 0.5) + queuedMs;
  const uncached = setting.input.inputTokens - setting.input.cachedInputTokens;
  const modelMs =
    chance.around(
      profile.firstTokenMs * (1 + BUSY_FIRST_TOKEN * busy) * setting.sessionFirstToken,
      profile.firstTokenSpread,
    ) + chance.around((uncached / profile.inputTokensPerSecond) * 1000, 0.12);
  const factor = profile.firstTokenFactor * setting.regressionFactor;
  // HTTP connects within the call, a WebSocket before it.
  const fromMs = nextFromMs + (connection === null || transport === "websocket" ? 0 : connection.connectMs);
  const burst = profile.burstShare > 0 && chance.happens(profile.burstShare) ? profile.burstFactor : 1;
  const perSecond =
    chance.around(profile.outputTokensPerSecond, profile.outputSpread) *
    setting.sessionRate *
    (1 - BUSY_RATE * busy) *
    burst;
  const { visibleTokens, reasoningTokens } = setting.size;
  const decodeMs = ((visibleTokens - 1) / perSecond) * 1000;
  const stalledMs =
    decodeMs > 200 && chance.happens(STALL_SHARE * (1 + load)) ? 1_100 + chance.waiting(2_200) : 0;
  const openMs = onGrid(fromMs + answerMs * factor);
  const firstTokenMs = onGrid(fromMs + (answerMs + modelMs) * factor);
  const firstOutputMs = onGrid(firstTokenMs + (reasoningTokens / perSecond) * 1000);
  const lastTokenMs = onGrid(firstOutputMs + decodeMs + stalledMs);
  const whole: CallCourse = {
    lost: tries,
    fromMs: nextFromMs,
    openMs,
    firstTokenMs,
    firstOutputMs,
    lastTokenMs,
    endMs: onGrid(lastTokenMs + chance.between(0.5, 14)),
    outcome: "complete",
    failure: null,
    tokenEvents: Math.max(1, Math.round(visibleTokens / profile.tokensPerEvent)),
    gapMs: (profile.tokensPerEvent / perSecond) * 1000,
    stalledMs: onGrid(stalledMs),
    serverMs: onGrid(Math.max(1, answerMs * factor - networkMs)),
  };
  const draw = chance.random();
  if (draw < CANCELLED_SHARE) return cut(whole, chance.between(0.05, 1), "cancelled", null);
  if (draw < CANCELLED_SHARE + FAILED_SHARE) return failed(whole, profile, chance);
  return whole;
}

/** Nobody tried again after the last refusal, which so decided. */
function refusedCourse(tries: readonly LostTry[]): CallCourse {
  const last = tries.at(-1);
  if (last === undefined) throw new Error("A call was refused without a try");
  return {
    lost: tries.slice(0, -1),
    fromMs: last.fromMs,
    openMs: null,
    firstTokenMs: null,
    firstOutputMs: null,
    lastTokenMs: null,
    endMs: last.toMs,
    outcome: last.throttle?.class === "capacity" ? "failed" : "rateLimited",
    failure: last,
    tokenEvents: 0,
    gapMs: 0,
    stalledMs: 0,
    serverMs: 1,
  };
}

function failed(whole: CallCourse, profile: ModelProfile, chance: Chance): CallCourse {
  if (chance.happens(0.55)) return cut(whole, chance.between(0.1, 1), "failed", TRUNCATED);
  const failure = chance.happens(0.5) ? SERVER_ERROR : refusedForCapacity(profile);
  const endMs = whole.openMs ?? whole.endMs;
  return { ...cut(whole, 0, "failed", failure), openMs: null, endMs };
}

/** The course until a share (0 to 1) of the time from the deciding try's start to its end. */
function cut(whole: CallCourse, share: number, outcome: Outcome, failure: TryFailure | null): CallCourse {
  const endMs = onGrid(whole.fromMs + (whole.endMs - whole.fromMs) * share);
  const until = (ms: number | null) => (ms === null || ms > endMs ? null : ms);
  const firstTokenMs = until(whole.firstTokenMs);
  const { firstTokenMs: first = null, lastTokenMs: last = null } = whole;
  const seen = first === null || last === null || endMs <= first ? 0 : (endMs - first) / (last - first);
  return {
    ...whole,
    openMs: until(whole.openMs),
    firstTokenMs,
    firstOutputMs: until(whole.firstOutputMs),
    lastTokenMs: firstTokenMs === null ? null : Math.min(whole.lastTokenMs ?? endMs, endMs),
    endMs,
    outcome,
    failure,
    tokenEvents: firstTokenMs === null ? 0 : Math.max(1, Math.round(whole.tokenEvents * Math.min(1, seen))),
    // Where in the stream it stood still is not told, so what was cut has not seen it.
    stalledMs: 0,
  };
}
