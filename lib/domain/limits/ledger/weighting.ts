import type { LedgerCall } from "./ledger-call.ts";

/** What a call counts for: `requests` each, and so much for each token of a kind. */
export interface Weighting {
  readonly name:
    | "requests"
    | "input"
    | "output"
    | "input and output"
    | "uncached input and output"
    | "weighted tokens";
  readonly request: number;
  readonly uncachedInput: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** What a call weighs; null when tokens that count were not told. */
export function weigh(call: LedgerCall, weighting: Weighting): number | null {
  const parts = [
    [1, weighting.request],
    [call.uncachedInputTokens, weighting.uncachedInput],
    [call.cachedInputTokens, weighting.cachedInput],
    [call.outputTokens, weighting.output],
  ] as const;
  let sum = 0;
  for (const [amount, weight] of parts) {
    if (weight === 0) continue;
    if (amount === null) return null;
    sum += amount * weight;
  }
  return sum;
}
