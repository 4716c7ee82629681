import type { ModelBehaviour } from "#simulation/behaviour.ts";
import type { RequestRecord } from "#simulation/observed-request.ts";
import type { CallUsage } from "./call-usage.ts";
import type { EnforcedLimits } from "./enforce-limits.ts";
import { familyOfModel } from "./limits-configuration.ts";
import { refuseCall } from "./refuse-call.ts";
import { toldLimits } from "./told-limits.ts";

/** Requests that name no account share one. */
export const NO_ACCOUNT = "none";

/** How a model behaves under its limits, and what to do when its answer has ended. */
export interface LimitedAnswer {
  readonly behaviour: ModelBehaviour;
  /** Charges what was used at that moment, Unix ms; to be called once. */
  settle(record: RequestRecord, nowMs: number): void;
}

/**
 * Puts one answer under limits. Warm-ups and scripted refusals are told of the limits and take nothing; limits that a
 * script tells of are told instead of the true ones.
 */
export function limitAnswer(
  limits: EnforcedLimits,
  record: RequestRecord,
  behaviour: ModelBehaviour,
  nowMs: number,
): LimitedAnswer {
  const { configuration } = limits;
  const account = record.account ?? NO_ACCOUNT;
  const tell = (family: string | null) =>
    behaviour.rateLimits ?? toldLimits(limits.snapshot(account, nowMs), configuration, family, nowMs);
  if (record.warmUp || behaviour.failure?.kind === "refused") {
    const family = familyOfModel(configuration, record.model)?.family ?? null;
    return { behaviour: { ...behaviour, rateLimits: tell(family) }, settle: () => undefined };
  }
  const { inputTokens, cachedInputTokens, outputTokens } = behaviour;
  const size = { inputTokens, cachedInputTokens, outputTokens };
  const admission = limits.admit({ account, model: record.model, size, reference: record.requestId }, nowMs);
  const told = { ...behaviour, rateLimits: tell(admission.family) };
  if (admission.admitted)
    return {
      behaviour: told,
      settle: (ended, atMs) => limits.settle(admission.call, usedBy(ended, size), atMs),
    };
  const failure = refuseCall(record.protocol, admission, configuration.planType, nowMs);
  return { behaviour: { ...told, failure }, settle: () => undefined };
}

/** What an answer used, whether or not it reported that: one that broke off, what it had streamed. */
function usedBy({ usage, ending, streamedTokens }: RequestRecord, size: CallUsage): CallUsage {
  return usage ?? (ending === "complete" ? size : { ...size, outputTokens: streamedTokens });
}
