import type { ProviderError } from "#simulation/behaviour.ts";
import type { CallUsage } from "#simulation/limits/call-usage.ts";
import type { EnforcedLimits } from "#simulation/limits/enforce-limits.ts";
import { refuseCall } from "#simulation/limits/refuse-call.ts";
import { toldLimits } from "#simulation/limits/told-limits.ts";
import { rateLimitHeaders } from "#simulation/rate-limit-signals.ts";
import type { Chance } from "./chance.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { Process } from "./run-processes.ts";
import type { WeekAttempt, WeekPerson } from "./week-history.ts";
import { FAST_MODEL } from "./week-limits.ts";

/** One call that somebody wants to make. */
export interface WantedCall {
  readonly person: WeekPerson;
  readonly sessionId: string;
  readonly callId: string;
  readonly model: string;
  readonly usage: CallUsage;
}

/** An attempt before anybody knows what comes after it; who makes the history puts the rest in. */
export type Tried = Omit<WeekAttempt, "planted" | "charges" | "lostMs"> & {
  /** The number of the attempt in the truth log. */
  readonly call: number;
};

/** What a model call needs of the world. */
export interface Provider {
  readonly limits: EnforcedLimits;
  readonly note: (attempt: Tried) => void;
}

/** How a call ended; `error` is null when it was answered. */
export interface CallEnd {
  readonly endedAtMs: number;
  readonly error: ProviderError | null;
}

const TOKENS_PER_SECOND: Readonly<Record<string, number>> = { [FAST_MODEL]: 1000 };
const USUAL_TOKENS_PER_SECOND = 65;
/** The least output that a provider reserves for a call that does not say how long its answer may be. */
const RESERVED_OUTPUT = 2_000;

/** Makes a call at that moment, with the tries that an SDK makes. */
export function* callModel(
  wanted: WantedCall,
  { limits, note }: Provider,
  chance: Chance,
  atMs: number,
): Process<CallEnd> {
  let startedAtMs = atMs;
  for (let resendCount = 0; ; resendCount += 1) {
    const travelMs = chance.between(15, 60);
    yield startedAtMs + travelMs;
    const arrivedAtMs = startedAtMs + travelMs;
    const { person, model, usage } = wanted;
    const size = { ...usage, outputTokens: Math.max(usage.outputTokens, RESERVED_OUTPUT) };
    const { account } = person;
    const admission = limits.admit({ account, model, size, reference: wanted.callId }, arrivedAtMs);
    const told = toldLimits(
      limits.snapshot(account, arrivedAtMs),
      limits.configuration,
      admission.family,
      arrivedAtMs,
    );
    const common = {
      ...wanted,
      call: admission.call,
      resendCount,
      family: admission.family,
      startedAtMs,
    };
    if (admission.admitted) {
      const first = chance.around(model === FAST_MODEL ? 250 : 900, 0.3);
      const decodeMs = (1000 * usage.outputTokens) / (TOKENS_PER_SECOND[model] ?? USUAL_TOKENS_PER_SECOND);
      const headersAtMs = arrivedAtMs + first / 3 + travelMs;
      const firstTokenAtMs = arrivedAtMs + first + travelMs;
      const chargedAtMs = arrivedAtMs + first + decodeMs + 5;
      yield chargedAtMs;
      limits.settle(admission.call, usage, chargedAtMs);
      note({
        ...common,
        headersAtMs,
        firstTokenAtMs,
        lastTokenAtMs: firstTokenAtMs + decodeMs,
        endedAtMs: chargedAtMs + travelMs,
        status: 200,
        responseHeaders: { ...rateLimitHeaders(told), "content-type": "text/event-stream" },
        error: null,
        refusal: null,
      });
      return { endedAtMs: chargedAtMs + travelMs, error: null };
    }
    const { status, error, headers } = refuseCall(
      "openai-responses",
      admission,
      limits.configuration.planType,
      arrivedAtMs,
    );
    const responseHeaders = { ...rateLimitHeaders(told), ...headers, "content-type": "application/json" };
    const headersAtMs = arrivedAtMs + travelMs + 5;
    const endedAtMs = headersAtMs + 1;
    const delayMs = retryDelayMs(
      { status, headers: responseHeaders, errorType: error.type ?? null },
      resendCount,
      chance.random,
    );
    const nextAtMs = endedAtMs + (delayMs ?? 0);
    note({
      ...common,
      usage: null,
      headersAtMs,
      firstTokenAtMs: null,
      lastTokenAtMs: null,
      endedAtMs,
      status,
      responseHeaders,
      error,
      refusal: admission,
    });
    yield nextAtMs;
    if (delayMs === null) return { endedAtMs, error };
    startedAtMs = nextAtMs;
  }
}
