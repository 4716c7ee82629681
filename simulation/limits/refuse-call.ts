import type { Failure } from "#simulation/behaviour.ts";
import type { ProtocolName } from "#simulation/protocol.ts";
import {
  anthropicConcurrencyExceeded,
  anthropicOverloaded,
  anthropicRateLimited,
  concurrencyLimitExceeded,
  geminiQuotaExceeded,
  geminiUnavailable,
  insufficientQuota,
  rateLimitExceeded,
  requestTooLarge,
  serverOverloaded,
  usageLimitReached,
} from "#simulation/refusals.ts";
import type { Refusal } from "./find-refusal.ts";

type Refused = Extract<Failure, { kind: "refused" }>;

/** How the provider of a protocol says that it refuses a call; `planType` is the subscription's. */
export function refuseCall(
  protocol: ProtocolName,
  refusal: Refusal,
  planType: string | undefined,
  nowMs: number,
): Refused {
  const seconds = (refusal.retryAfterMs ?? 0) / 1000;
  if (protocol === "gemini")
    return refusal.class === "capacity" ? geminiUnavailable() : geminiQuotaExceeded(seconds);
  if (protocol === "anthropic-messages") {
    if (refusal.class === "capacity") return anthropicOverloaded();
    return refusal.class === "concurrency" ? anthropicConcurrencyExceeded() : anthropicRateLimited(seconds);
  }
  return refuseLikeOpenAi(refusal, seconds, planType, nowMs);
}

function refuseLikeOpenAi(
  { class: kind, boundBy, isTooLarge, counts }: Refusal,
  seconds: number,
  planType: string | undefined,
  nowMs: number,
): Refused {
  const unit = boundBy?.unit === "requests" ? "requests" : "tokens";
  if (kind === "capacity") return serverOverloaded();
  if (kind === "concurrency") return concurrencyLimitExceeded();
  if (isTooLarge) return requestTooLarge(unit);
  if (kind === "rate") return rateLimitExceeded(unit, seconds, boundBy?.windowMinutes ?? 1, counts);
  // A quota that is no share of a subscription is money.
  if (boundBy?.unit !== "percent") return insufficientQuota();
  const resetsAtSeconds = Math.ceil(nowMs / 1000 + seconds);
  return usageLimitReached(planType ?? "pro", resetsAtSeconds, Math.ceil(seconds));
}
