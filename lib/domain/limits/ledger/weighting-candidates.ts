import type { RateLimitUnit } from "#lib/domain/rate-limit-reading.ts";
import type { Weighting } from "./weighting.ts";

const OUTPUT_WEIGHTS = [0.5, 1, 2, 3, 4, 6, 9];
const CACHED_WEIGHTS = [0, 0.05, 0.1, 0.25, 0.5, 1];

const REQUESTS: Weighting = { name: "requests", request: 1, uncachedInput: 0, cachedInput: 0, output: 0 };
const ALL: Weighting = { name: "input and output", request: 0, uncachedInput: 1, cachedInput: 1, output: 1 };
const UNCACHED: Weighting = { ...ALL, name: "uncached input and output", cachedInput: 0 };
const INPUT: Weighting = { ...ALL, name: "input", output: 0 };
const OUTPUT: Weighting = { ...ALL, name: "output", uncachedInput: 0, cachedInput: 0 };

/** What a bucket of such a unit may count, the plainest first. A share of a plan may count anything. */
export function weightingCandidates(unit: RateLimitUnit | null): readonly Weighting[] {
  switch (unit) {
    case "requests":
      return [REQUESTS];
    case "tokens":
      return [ALL, UNCACHED];
    case "input":
      return [INPUT, { ...INPUT, cachedInput: 0 }];
    case "output":
      return [OUTPUT];
    default:
      return [REQUESTS, ALL, UNCACHED, ...weighted()];
  }
}

/** Weightings close to one with fitted weights, to fit these closer. None for the others. */
export function neighbours(weighting: Weighting, factor: number): readonly Weighting[] {
  if (weighting.name !== "weighted tokens") return [];
  const { output, cachedInput } = weighting;
  return [
    { ...weighting, output: output * factor },
    { ...weighting, output: output / factor },
    { ...weighting, cachedInput: cachedInput === 0 ? 0.01 * factor : cachedInput * factor },
    { ...weighting, cachedInput: cachedInput / factor },
  ];
}

function weighted(): Weighting[] {
  return OUTPUT_WEIGHTS.flatMap((output) =>
    CACHED_WEIGHTS.filter((cachedInput) => output !== 1 || (cachedInput !== 0 && cachedInput !== 1)).map(
      (cachedInput) => ({ ...ALL, name: "weighted tokens" as const, cachedInput, output }),
    ),
  );
}
