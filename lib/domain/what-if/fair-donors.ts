import type { DonorRoundTrip } from "./recorded-turn.ts";

/** From the size on at which nearly as many tell their rate as ever do, size and not speed decides who tells it. */
const NEARLY = 0.95;

/** So many must be left to tell how many do. */
const FEWEST = 30;

/**
 * Leaves out donors that wrote so little that only slow ones tell a rate: a short answer of a fast tier is over before its
 * rate can be told, and those that are left would make the tier look slower than it is. Each tier and transport has its own
 * least size.
 */
export function fairDonors(donors: readonly DonorRoundTrip[]): DonorRoundTrip[] {
  const kinds = Map.groupBy(
    donors.filter(({ outcome, outputTokens }) => outcome === "complete" && outputTokens !== null),
    ({ tier, transport }) => `${transport} ${tier}`,
  );
  return [...kinds.values()].flatMap((kind) => {
    const least = leastTokens(kind);
    return kind.filter(({ outputTokens }) => (outputTokens ?? 0) >= least);
  });
}

/** The least number of output tokens at which the share of those that tell their rate is nearly its highest. */
function leastTokens(donors: readonly DonorRoundTrip[]): number {
  const sorted = donors.toSorted((a, b) => (b.outputTokens ?? 0) - (a.outputTokens ?? 0));
  const shares: { readonly tokens: number; readonly share: number }[] = [];
  let telling = 0;
  for (const [index, { outputTokens, decodeTokensPerSecond }] of sorted.entries()) {
    if (decodeTokensPerSecond !== null) telling++;
    const isLastOfSize = sorted[index + 1]?.outputTokens !== outputTokens;
    if (isLastOfSize && index + 1 >= FEWEST) {
      shares.push({ tokens: outputTokens ?? 0, share: telling / (index + 1) });
    }
  }
  const highest = Math.max(0, ...shares.map(({ share }) => share));
  return shares.findLast(({ share }) => share >= NEARLY * highest)?.tokens ?? 0;
}
