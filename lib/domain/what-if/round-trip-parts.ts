import type { Phase } from "../phase.ts";
import type { DonorCost } from "./donor-cost.ts";
import type { TimedRoundTrip } from "./recorded-turn.ts";

/** The parts of a round trip in their order, and the phases that they are. */
export const PART_PHASES = [
  "throttle",
  // Tries that broke, and the waiting after them.
  "unattributed",
  "connect",
  "queue",
  "firstToken",
  // Up to the first output, where nobody saw the first token.
  "unattributed",
  "generation",
] as const satisfies readonly Phase[];

/** Milliseconds of each part, in the order of PART_PHASES. */
export type RoundTripParts = readonly [
  throttle: number,
  broken: number,
  connect: number,
  queue: number,
  firstToken: number,
  unseen: number,
  generation: number,
];

/**
 * The parts of a recorded round trip. `setUpMs` is the part of a WebSocket's connecting that lay before the request; with
 * it the parts sum to E2E.
 */
export function splitRoundTrip(roundTrip: TimedRoundTrip, setUpMs: number): RoundTripParts {
  const { e2eMs, streamOpenMs, ttftMs, ttfoMs, transport } = roundTrip;
  let doneMs = 0;
  const upTo = (endMs: number | null): number => {
    const fromMs = doneMs;
    doneMs = Math.min(Math.max(endMs ?? fromMs, fromMs), e2eMs);
    return doneMs - fromMs;
  };
  const throttle = upTo(roundTrip.throttledMs);
  const broken = upTo(roundTrip.lastAttemptMs);
  const connect = upTo(transport === "websocket" ? null : doneMs + (roundTrip.connectMs ?? 0));
  const queue = upTo(streamOpenMs);
  const firstToken = upTo(ttftMs);
  const unseen = ttftMs === null ? upTo(ttfoMs ?? e2eMs) : 0;
  return [throttle, broken, connect + setUpMs, queue, firstToken, unseen, upTo(e2eMs)];
}

/** What of a recorded round trip its replay depends on. */
export interface ReplayedWork {
  /** Tokens after the first. */
  readonly tokens: number;
  /** Those of them that reasoning took before the first output, where it stayed unseen. */
  readonly unseenTokens: number;
  /** Whether its first token was seen, only its first output, or nothing before the end. */
  readonly seen: "firstToken" | "firstOutput" | "end";
  readonly knowsOpening: boolean;
}

/** What a round trip asks of the model that replays it, when it writes `outputRatio` times as much; null when unknown. */
export function workOf(roundTrip: TimedRoundTrip, outputRatio: number): ReplayedWork | null {
  const { outputTokens, reasoningTokens, ttftMs, ttfoMs, streamOpenMs } = roundTrip;
  if (outputTokens === null || roundTrip.outcome !== "complete") return null;
  const tokens = Math.max(0, outputTokens * outputRatio - 1);
  const seen = ttftMs !== null ? "firstToken" : ttfoMs !== null ? "firstOutput" : "end";
  return {
    tokens,
    unseenTokens: seen === "firstOutput" ? Math.min(tokens, (reasoningTokens ?? 0) * outputRatio) : 0,
    seen,
    knowsOpening: streamOpenMs !== null,
  };
}

/** The parts of the replayed round trip; what went before its last attempt stays, throttling times its factor. */
export function replayParts(
  recorded: RoundTripParts,
  throttleFactor: number,
  work: ReplayedWork | null,
  donor: DonorCost | null,
): RoundTripParts {
  const [throttle, broken, connect, openingMs, firstTokenMs, unseenMs, generationMs] = recorded;
  if (work === null || donor === null) {
    return [throttle * throttleFactor, broken, connect, openingMs, firstTokenMs, unseenMs, generationMs];
  }
  const generation = work.tokens * donor.msPerToken + donor.tailMs;
  const reasoning = work.unseenTokens * donor.msPerToken;
  // Told as the recorded one was told, so that phases before and after mean the same.
  const queue = work.knowsOpening ? donor.queueMs : 0;
  const firstToken = donor.queueMs + donor.firstTokenMs - queue;
  const seen = work.seen === "firstToken";
  const unseen = seen ? 0 : firstToken + (work.seen === "end" ? generation : reasoning);
  return [
    throttle * throttleFactor,
    broken,
    donor.connectMs,
    queue,
    seen ? firstToken : 0,
    unseen,
    work.seen === "end" ? 0 : generation - reasoning,
  ];
}

/** How long a round trip of these parts takes, in ms. */
export function lengthOf(parts: RoundTripParts): number {
  return parts[0] + parts[1] + parts[2] + parts[3] + parts[4] + parts[5] + parts[6];
}
