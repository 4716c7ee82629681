import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatShare } from "#lib/analytics/format-number.ts";
import type { WaitSummary } from "#lib/analytics/summarise-wait.ts";
import { preparePhaseBar } from "./prepare-phase-bar.ts";
import { plain, type Sentence, sentence } from "./sentence.ts";

/** Says in plain sentences, each with its n, what a window holds. What nothing is known about is not said. */
export function prepareStateSentences(wait: WaitSummary, tiers: readonly TierSummary[]): readonly Sentence[] {
  return [sayWait(wait), sayFirstToken(tiers), sayDecodeRate(tiers), sayFailures(tiers)].filter(
    (sentence) => sentence !== null,
  );
}

function sayWait(wait: WaitSummary): Sentence | null {
  const largest = preparePhaseBar(wait.phases).toSorted((a, b) => b.ms - a.ms)[0];
  if (wait.turns === 0 || !largest) return null;
  const turns = wait.turns === 1 ? "1 turn" : `${formatCount(wait.turns)} turns`;
  return sentence`${turns} took ${formatDuration(wait.durationMs)} in all, the largest part of it ${`${largest.name.toLowerCase()} (${formatShare(largest.share)})`}.`;
}

function sayFirstToken(tiers: readonly TierSummary[]): Sentence | null {
  const known = tiers.filter((tier) => tier.ttftMs.p50 !== null);
  const [first, ...others] = known;
  if (!first) return null;
  const last = others.at(-1);
  const start = sentence`The median first token came after ${formatDuration(first.ttftMs.p50)} in ${first.tier} (n ${plain(formatCount(first.ttftMs.n))})`;
  if (!last) return [...start, ...sentence`.`];
  return [
    ...start,
    ...sentence`, and after ${formatDuration(last.ttftMs.p50)} in ${last.tier} (n ${plain(formatCount(last.ttftMs.n))}).`,
  ];
}

function sayDecodeRate(tiers: readonly TierSummary[]): Sentence | null {
  const known = tiers.filter((tier) => tier.decodeTokensPerSecond.p50 !== null);
  const [slow, fast] = [known.reduce(slower, known[0]), known.reduce(faster, known[0])];
  if (!slow || !fast || slow === fast) return null;
  const ratio = (fast.decodeTokensPerSecond.p50 ?? 0) / (slow.decodeTokensPerSecond.p50 ?? 0);
  if (!Number.isFinite(ratio)) return null;
  return sentence`At the median, ${fast.tier} decodes ${`${formatFigure(ratio)} times`} as fast as ${slow.tier} (n ${plain(formatCount(fast.decodeTokensPerSecond.n))} and ${plain(formatCount(slow.decodeTokensPerSecond.n))}); the work may differ.`;
}

type Rated = TierSummary | undefined;
const rate = (tier: Rated): number => tier?.decodeTokensPerSecond.p50 ?? 0;
const slower = (a: Rated, b: Rated): Rated => (rate(b) < rate(a) ? b : a);
const faster = (a: Rated, b: Rated): Rated => (rate(b) > rate(a) ? b : a);

function sayFailures(tiers: readonly TierSummary[]): Sentence | null {
  const n = tiers.reduce((sum, tier) => sum + tier.n, 0);
  if (n === 0) return null;
  const failed = Math.round(tiers.reduce((sum, tier) => sum + (tier.errorRate ?? 0) * tier.n, 0));
  const limited = Math.round(tiers.reduce((sum, tier) => sum + (tier.rateLimitedRate ?? 0) * tier.n, 0));
  const trips = n === 1 ? "round trip" : "round trips";
  return sentence`Of ${formatCount(n)} ${plain(trips)}, ${formatCount(failed)} failed (${plain(formatShare(failed / n))}) and ${formatCount(limited)} ended at a rate limit (${plain(formatShare(limited / n))}).`;
}
