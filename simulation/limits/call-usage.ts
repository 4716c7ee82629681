import type { CountedUnit } from "./limits-configuration.ts";

/** The tokens of one call: what it used, or what it may use at most. */
export interface CallUsage {
  /** Cached tokens included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
}

/** What one token of each kind takes from a hidden quota. */
export interface UsageWeights {
  readonly uncachedInput: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** No subscription says how it weighs; this is the simplest: what had to be computed counts, and the cache is free. */
export const DEFAULT_WEIGHTS: UsageWeights = { uncachedInput: 1, cachedInput: 0, output: 1 };

/**
 * What a call takes of a limit in that unit.
 * - requests: 1
 * - tokens: all input, cached or not, and all output, as OpenAI counts tokens per minute
 * - input: input that was not cached, as Anthropic counts input tokens per minute
 * - output: all output, reasoning included
 * - percent: weighted tokens
 */
export function amountOf(unit: CountedUnit, usage: CallUsage, weights: UsageWeights): number {
  const uncached = usage.inputTokens - usage.cachedInputTokens;
  switch (unit) {
    case "requests":
      return 1;
    case "tokens":
      return usage.inputTokens + usage.outputTokens;
    case "input":
      return uncached;
    case "output":
      return usage.outputTokens;
    case "percent":
      return (
        uncached * weights.uncachedInput +
        usage.cachedInputTokens * weights.cachedInput +
        usage.outputTokens * weights.output
      );
  }
}
