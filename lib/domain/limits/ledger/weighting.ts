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
  const uncachedInput = part(call.uncachedInputTokens, weighting.uncachedInput);
  const cachedInput = part(call.cachedInputTokens, weighting.cachedInput);
  const output = part(call.outputTokens, weighting.output);
  if (uncachedInput === null || cachedInput === null || output === null) return null;
  return weighting.request + uncachedInput + cachedInput + output;
}

function part(tokens: number | null, weight: number): number | null {
  return weight === 0 ? 0 : tokens === null ? null : tokens * weight;
}
