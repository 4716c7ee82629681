import type { Transport } from "../round-trip.ts";
import type { Tier } from "../tier.ts";
import { type DonorRoundTrip, type SessionKey, uncachedInputTokens } from "./recorded-turn.ts";

/** What a donor took, apart from how much it wrote. Delay and rate stay together, since they go together. */
export interface DonorCost {
  readonly session: SessionKey;
  readonly tier: Tier;
  readonly transport: Transport | null;
  readonly isNewConnection: boolean;
  readonly reasons: boolean;
  /** Null when it is not known. */
  readonly uncachedInput: number | null;
  readonly connectMs: number;
  /** From the request, or from the connection that it needed, to the stream opening; 0 when nobody told that. */
  readonly queueMs: number;
  /** From there to the first token. */
  readonly firstTokenMs: number;
  readonly msPerToken: number;
  /** Last token to the end. */
  readonly tailMs: number;
  /** Whether its reasoning stayed unseen, so that the first token is only reckoned. */
  readonly isReckoned: boolean;
}

/** Whether a round trip reasons before it answers. */
export function reasons({ reasoningTokens }: Pick<DonorRoundTrip, "reasoningTokens">): boolean {
  return (reasoningTokens ?? 0) > 0;
}

/**
 * What a donor took, from the attempt that decided. Null when it is no measure of its tier: it did not complete, or its
 * first token or its rate is not known. Where reasoning stayed unseen, its tokens are taken to have come at the rate of
 * the others, ending with the first output.
 */
export function donorCost(donor: DonorRoundTrip): DonorCost | null {
  const { decodeTokensPerSecond: rate, ttftMs, ttfoMs, lastAttemptMs, connectMs, transport } = donor;
  if (donor.outcome !== "complete" || rate === null || !(rate > 0)) return null;
  const msPerToken = 1000 / rate;
  const unseenMs = (donor.reasoningTokens ?? 0) * msPerToken;
  const firstMs = ttftMs ?? (ttfoMs === null ? null : ttfoMs - unseenMs);
  if (firstMs === null) return null;
  const insideMs = transport === "websocket" ? 0 : (connectMs ?? 0);
  const connectedMs = lastAttemptMs + insideMs;
  const openMs = Math.max(connectedMs, donor.streamOpenMs ?? connectedMs);
  return {
    session: donor.session,
    tier: donor.tier,
    transport,
    isNewConnection: donor.connectionReused === false,
    reasons: reasons(donor),
    uncachedInput: uncachedInputTokens(donor),
    // A WebSocket is set up before the request; the reused one no more.
    connectMs: transport === "websocket" && donor.connectionReused !== false ? 0 : (connectMs ?? 0),
    queueMs: openMs - connectedMs,
    firstTokenMs: Math.max(0, firstMs - openMs),
    msPerToken,
    tailMs: Math.max(0, donor.e2eMs - (donor.lastTokenMs ?? donor.e2eMs)),
    isReckoned: ttftMs === null,
  };
}

/** What a donor would take for so many tokens, in ms. */
export function typicalMs(cost: DonorCost, tokens: number): number {
  return cost.connectMs + cost.queueMs + cost.firstTokenMs + cost.tailMs + tokens * cost.msPerToken;
}

/** A donor that waits `factor` times as long for its stream and its first token. */
export function carryWait(cost: DonorCost, factor: number): DonorCost {
  return factor === 1
    ? cost
    : { ...cost, queueMs: cost.queueMs * factor, firstTokenMs: cost.firstTokenMs * factor };
}
